"""Commands about what lies around the course: data, doctor, export, import."""

import json

from .commands import right


def test_export_and_import_carry_the_work(firsthand, place, tmp_path):
    place.answers.save("dot", right("dot"))
    firsthand("check", "dot")
    assert "1 answers" in firsthand("export", tmp_path / "work.zip").stdout
    other = tmp_path / "other"
    shown = firsthand("import", tmp_path / "work.zip", "-w", other).stdout
    assert "1 attempts, 1 answers, 0 notebooks are in." in shown
    assert json.loads(firsthand("check", "--json", "-w", other).stdout)[0]["outcome"] == "passed"
    (tmp_path / "letter.zip").write_text("dear")
    assert "is no export" in firsthand("import", tmp_path / "letter.zip", code=2).stderr
    assert "There is no file" in firsthand("import", tmp_path / "gone.zip", code=2).stderr


def test_doctor_names_each_capability(firsthand, place):
    shown = firsthand("doctor").stdout
    for name in ("Python", "numpy", "jupyterlab", "Jupyter kernel", "extra deep", "extra llm",
                 "workspace", "progress", "data folder", "port", "disk space", "lessons"):  # fmt: skip
        assert name in shown
    found = {one["name"]: one for one in json.loads(firsthand("doctor", "--json").stdout)}
    assert found["workspace"]["ok"]
    assert "sound" in found["progress"]["says"] or "nothing recorded" in found["progress"]["says"]


def test_data_lists_and_refuses_an_unknown_name(firsthand):
    assert "iris" in firsthand("data").stdout
    assert "bundled" in firsthand("data", "iris").stdout
    assert "Did you mean 'iris'" in firsthand("data", "irs", code=2).stderr
