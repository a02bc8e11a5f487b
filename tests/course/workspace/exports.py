"""What lies in a workspace, and exports with other content."""

import zipfile


def files(place):
    return {
        str(path.relative_to(place.root)): path.read_bytes()
        for path in place.root.rglob("*")
        if path.is_file()
    }


def rewritten(file, change):
    """The export with other content: `change` gets and gives a dict of names and bytes."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in change(content).items():
            archive.writestr(name, data)
