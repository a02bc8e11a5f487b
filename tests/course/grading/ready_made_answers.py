"""Answers that hand the work over, under every disguise we could think of: (exercise, text of the answer).

And answers that are right and compare with the library beside the function: nobody is to be accused of that.
"""

import textwrap

HEAD = "import numpy as np\n"


def _function(signature, *lines, before=""):
    body = textwrap.indent("\n".join(lines), "    ")
    return f"{HEAD}{before}\ndef {signature}:\n{body}\n"


# exercise: signature, calls of the ready-made one as expressions of the parameters, imports they need.
DOT = [
    ("float(np.dot(a, b))", ""),
    ("float(np.inner(a, b))", ""),
    ("float(np.vdot(a, b))", ""),
    ("float(np.asarray(a) @ np.asarray(b))", ""),
    ("float(np.asarray(a).dot(b))", ""),
    ("float(getattr(np, 'do' + 't')(a, b))", ""),
    ("float(getattr(np.asarray(a), 'do' + 't')(b))", ""),
    ("float(vars(np)['in' + 'ner'](a, b))", ""),
    ("float(np.__dict__['vdot'](a, b))", ""),
    ("float(importlib.import_module('num' + 'py').dot(a, b))", "import importlib"),
    ("float(importlib.import_module('numpy').inner(a, b))", "import importlib"),
    ("float(__import__('numpy').dot(a, b))", ""),
    ("float(d(a, b))", "d = np.dot"),
    ("float(d(a, b))", "from numpy import dot as d"),
    ("float(list(map(np.dot, [a], [b]))[0])", ""),
    ("float(operator.matmul(np.asarray(a), np.asarray(b)))", "import operator"),
    ("float(np.asarray(a).__matmul__(np.asarray(b)))", ""),
    ("float(np.einsum('i,i', a, b))", ""),
    ("float(np.tensordot(a, b, 1))", ""),
    ("float(np.matmul(a, b))", ""),
    ("float(np.linalg.multi_dot([a, b]))", ""),
    ("float(np.correlate(a, b)[0])", ""),
    ("float(eval('np.d' + 'ot(a, b)'))", ""),
    ("float((sparse.csr_array(np.atleast_2d(a)) @ np.asarray(b))[0])", "from scipy import sparse"),
    ("float(sparse.csr_array(np.atleast_2d(a)).dot(np.asarray(b))[0])", "from scipy import sparse"),
    ("float(blas.ddot(a, b))", "from scipy.linalg import blas"),
    ("find_exercise('dot').reference(a, b)", "from firsthand.course.grading.registry import find_exercise"),
    ("float(ours(a, b))", "from firsthand.foundations.vectors import dot as ours"),
    ("float(ours(a, b))", "from firsthand.course import yours as mine\nours = mine('dot')"),
    ("float(helper(a, b))", "def helper(x, y):\n    return np.dot(x, y)"),
    ("float(Helper().go(a, b))", "class Helper:\n    def go(self, x, y):\n        return np.inner(x, y)"),
    ("float((lambda f: f(a, b))(np.dot))", ""),
    ("float(functools.reduce(np.dot, [a, b]))", "import functools"),
    ("float(table['x'](a, b))", "table = {'x': np.dot}"),
]
NORM = [
    ("float(np.linalg.norm(a))", ""),
    ("float(n(a))", "from numpy.linalg import norm as n"),
    ("float(getattr(np.linalg, 'no' + 'rm')(a))", ""),
    ("float(importlib.import_module('numpy.linalg').norm(a))", "import importlib"),
    ("math.hypot(*a)", "import math"),
    ("math.dist(a, [0] * len(a))", "import math"),
    ("float(scipy.linalg.norm(a))", "import scipy.linalg"),
    ("float(np.linalg.vector_norm(a))", ""),
    ("float(distance.euclidean(a, np.zeros(len(a))))", "from scipy.spatial import distance"),
    ("float(getattr(math, 'hy' + 'pot')(*a))", "import math"),
    ("find_exercise('norm').reference(a)", "from firsthand.course.grading.registry import find_exercise"),
    ("float(f(a))", "f = np.linalg.norm"),
]
SOFTMAX = [
    ("scipy.special.softmax(logits, axis=axis)", "import scipy.special"),
    ("s(logits, axis=axis)", "from scipy.special import softmax as s"),
    ("importlib.import_module('scipy.special').softmax(logits, axis=axis)", "import importlib"),
    ("getattr(special, 'soft' + 'max')(logits, axis=axis)", "from scipy import special"),
    ("np.exp(special.log_softmax(logits, axis=axis))", "from scipy import special"),
    ("np.exp(logits - special.logsumexp(logits, axis=axis, keepdims=True))", "from scipy import special"),
    (
        "find_exercise('softmax').reference(logits, axis)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
    (
        "find_exercise('softmax').also_right[0](logits, axis)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
    ("f(logits, axis=axis)", "from scipy import special\nf = special.softmax"),
    (
        "helper(logits, axis)",
        "from scipy import special\ndef helper(x, k):\n    return special.softmax(x, axis=k)",
    ),
]
SIGMOID = [
    ("scipy.special.expit(z)", "import scipy.special"),
    ("e(z)", "from scipy.special import expit as e"),
    ("getattr(special, 'ex' + 'pit')(z)", "from scipy import special"),
    ("stats.logistic.cdf(z)", "from scipy import stats"),
    ("logistic.cdf(z)", "from scipy.stats import logistic"),
    ("importlib.import_module('scipy.special').expit(z)", "import importlib"),
    ("1 - stats.logistic.sf(z)", "from scipy import stats"),
    ("np.exp(special.log_expit(z))", "from scipy import special"),
    ("find_exercise('sigmoid').reference(z)", "from firsthand.course.grading.registry import find_exercise"),
    ("f(z)", "from scipy import special\nf = special.expit"),
    ("vars(special)['expit'](z)", "from scipy import special"),
]
LOG_SUM_EXP = [
    ("special.logsumexp(logits, axis=axis)", "from scipy import special"),
    ("f(logits, axis=axis)", "from scipy.special import logsumexp as f"),
    ("np.logaddexp.reduce(logits, axis=axis)", ""),
    ("getattr(np, 'log' + 'addexp').reduce(logits, axis=axis)", ""),
    (
        "find_exercise('log_sum_exp').reference(logits, axis)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
    ("importlib.import_module('scipy.special').logsumexp(logits, axis=axis)", "import importlib"),
]
MATVEC = [
    ("W @ x", ""),
    ("np.asarray(W) @ np.asarray(x)", ""),
    ("np.dot(W, x)", ""),
    ("np.asarray(W).dot(x)", ""),
    ("np.matmul(W, x)", ""),
    ("np.inner(W, x)", ""),
    ("np.einsum('ij,j->i', W, x)", ""),
    ("getattr(np, 'mat' + 'mul')(W, x)", ""),
    ("(sparse.csr_array(W) @ np.asarray(x))", "from scipy import sparse"),
    ("operator.matmul(np.asarray(W), np.asarray(x))", "import operator"),
    ("importlib.import_module('numpy').dot(W, x)", "import importlib"),
    ("f(W, x)", "f = np.dot"),
    (
        "find_exercise('matvec').reference(W, x)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
MATMUL = [
    ("A @ B", ""),
    ("np.dot(A, B)", ""),
    ("np.asarray(A).dot(B)", ""),
    ("np.matmul(A, B)", ""),
    ("np.einsum('ij,jk->ik', A, B)", ""),
    ("getattr(np, 'do' + 't')(A, B)", ""),
    ("operator.matmul(np.asarray(A), np.asarray(B))", "import operator"),
    ("np.tensordot(A, B, 1)", ""),
    ("(sparse.csr_array(A) @ sparse.csr_array(B)).toarray()", "from scipy import sparse"),
    ("np.linalg.multi_dot([A, B])", ""),
    ("f(A, B)", "from numpy import matmul as f"),
    ("np.inner(A, np.transpose(B))", ""),
    (
        "find_exercise('matmul').reference(A, B)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
MSE = [
    ("float(metrics.mean_squared_error(y_true, y_pred))", "from sklearn import metrics"),
    ("float(f(y_true, y_pred))", "from sklearn.metrics import mean_squared_error as f"),
    ("float(getattr(metrics, 'mean_squared' + '_error')(y_true, y_pred))", "from sklearn import metrics"),
    (
        "float(importlib.import_module('sklearn.metrics').mean_squared_error(y_true, y_pred))",
        "import importlib",
    ),
    ("float(metrics.root_mean_squared_error(y_true, y_pred)) ** 2", "from sklearn import metrics"),
    (
        "find_exercise('mse').reference(y_true, y_pred)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
LINE = [
    ("tuple(float(v) for v in np.polyfit(x, y, 1))", ""),
    ("tuple(float(v) for v in stats.linregress(x, y)[:2])", "from scipy import stats"),
    ("tuple(getattr(np, 'poly' + 'fit')(x, y, 1))", ""),
    ("tuple(statistics.linear_regression(list(x), list(y)))", "import statistics"),
    ("tuple(np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0])", ""),
    (
        "(lambda m: (float(m.coef_[0]), float(m.intercept_)))(L().fit(np.reshape(x, (-1, 1)), y))",
        "from sklearn.linear_model import LinearRegression as L",
    ),
    (
        "find_exercise('fit_line').reference(x, y, rate, epochs)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
ENTROPY = [
    ("float(stats.entropy(np.unique(labels, return_counts=True)[1], base=2))", "from scipy import stats"),
    ("float(f(np.unique(labels, return_counts=True)[1], base=2))", "from scipy.stats import entropy as f"),
    (
        "float(getattr(stats, 'entr' + 'opy')(np.unique(labels, return_counts=True)[1], base=2))",
        "from scipy import stats",
    ),
    (
        "float(special.entr(np.unique(labels, return_counts=True)[1] / len(labels)).sum() / np.log(2))",
        "from scipy import special",
    ),
    (
        "find_exercise('entropy').reference(labels)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
ROC = [
    ("float(metrics.roc_auc_score(y_true, y_score))", "from sklearn import metrics"),
    ("float(f(y_true, y_score))", "from sklearn.metrics import roc_auc_score as f"),
    ("float(metrics.auc(*metrics.roc_curve(y_true, y_score)[:2]))", "from sklearn import metrics"),
    ("float(importlib.import_module('sklearn.metrics').roc_auc_score(y_true, y_score))", "import importlib"),
    (
        "find_exercise('roc_auc_score').reference(y_true, y_score)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
PRECISION = [
    (
        "tuple(metrics.precision_recall_fscore_support(y_true, y_pred, average='binary', zero_division=0)[:3])",
        "from sklearn import metrics",
    ),
    (
        "(metrics.precision_score(y_true, y_pred), metrics.recall_score(y_true, y_pred), metrics.f1_score(y_true, y_pred))",
        "from sklearn import metrics",
    ),
    (
        "find_exercise('precision_recall_f1').reference(y_true, y_pred)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
CONFUSION = [
    (
        "tuple(int(v) for v in metrics.confusion_matrix(y_true, y_pred, labels=[0, 1]).ravel()[[3, 1, 2, 0]])",
        "from sklearn import metrics",
    ),
    ("tuple(f(y_true, y_pred).ravel())", "from sklearn.metrics import confusion_matrix as f"),
    (
        "find_exercise('confusion_counts').reference(y_true, y_pred)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
CONV = [
    ("signal.correlate2d(images[0], kernels[0], mode='valid')[None]", "from scipy import signal"),
    ("signal.correlate(images, kernels, mode='valid')", "from scipy import signal"),
    ("getattr(signal, 'corre' + 'late')(images, kernels, mode='valid')", "from scipy import signal"),
    ("ndimage.correlate(images, kernels)", "from scipy import ndimage"),
    (
        "find_exercise('conv2d').reference(images, kernels, bias, stride, padding)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
COSINE = [
    ("1 - float(distance.cosine(a, b))", "from scipy.spatial import distance"),
    ("float(f([a], [b])[0, 0])", "from sklearn.metrics.pairwise import cosine_similarity as f"),
    ("1 - float(distance.cdist([a], [b], 'cosine')[0, 0])", "from scipy.spatial import distance"),
    (
        "find_exercise('cosine_similarity').reference(a, b)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
MODE = [
    ("np.asarray(stats.mode(votes, axis=0).mode)", "from scipy import stats"),
    ("np.array([statistics.mode(column) for column in np.transpose(votes)])", "import statistics"),
    (
        "np.array([getattr(statistics, 'mo' + 'de')(column) for column in np.transpose(votes)])",
        "import statistics",
    ),
    (
        "find_exercise('majority_vote').reference(votes)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
STANDARDIZE = [
    ("(preprocessing.scale(train), preprocessing.scale(test))", "from sklearn import preprocessing"),
    (
        "(lambda s: (s.transform(train), s.transform(test)))(S().fit(train))",
        "from sklearn.preprocessing import StandardScaler as S",
    ),
    ("(stats.zscore(train), stats.zmap(test, train))", "from scipy import stats"),
    (
        "find_exercise('standardize').reference(train, test)",
        "from firsthand.course.grading.registry import find_exercise",
    ),
]
SIGNATURES = {
    "dot": ("a, b", DOT),
    "norm": ("a", NORM),
    "softmax": ("logits, axis=-1", SOFTMAX),
    "sigmoid": ("z", SIGMOID),
    "log_sum_exp": ("logits, axis=-1", LOG_SUM_EXP),
    "matvec": ("W, x", MATVEC),
    "matmul": ("A, B", MATMUL),
    "mse": ("y_true, y_pred", MSE),
    "fit_line": ("x, y, rate=0.01, epochs=100", LINE),
    "entropy": ("labels", ENTROPY),
    "roc_auc_score": ("y_true, y_score", ROC),
    "precision_recall_f1": ("y_true, y_pred", PRECISION),
    "confusion_counts": ("y_true, y_pred", CONFUSION),
    "conv2d": ("images, kernels, bias=None, stride=1, padding=0", CONV),
    "cosine_similarity": ("a, b", COSINE),
    "majority_vote": ("votes", MODE),
    "standardize": ("train, test", STANDARDIZE),
}
READY_MADE = [
    (exercise, _function(f"{exercise}({signature})", f"return {call}", before=before))
    for exercise, (signature, calls) in SIGNATURES.items()
    for call, before in calls
]
# With torch, whose import takes seconds: these run where torch is installed.
TORCH = [
    ("relu", "z", "torch.relu(torch.tensor(z)).numpy()"),
    ("relu", "z", "torch.tensor(z).relu().numpy()"),
    ("relu", "z", "getattr(torch.tensor(z), 're' + 'lu')().numpy()"),
    ("relu", "z", "torch.nn.functional.relu(torch.tensor(z)).numpy()"),
    ("relu", "z", "torch.nn.ReLU()(torch.tensor(z)).numpy()"),
    ("relu", "z", "getattr(torch, 're' + 'lu')(torch.tensor(z)).numpy()"),
    ("matmul", "A, B", "torch.tensor(A).mm(torch.tensor(B)).numpy()"),
    ("matmul", "A, B", "torch.matmul(torch.tensor(A), torch.tensor(B)).numpy()"),
    ("matmul", "A, B", "(torch.tensor(A) @ torch.tensor(B)).numpy()"),
    ("softmax", "logits, axis=-1", "torch.softmax(torch.tensor(logits), axis).numpy()"),
    ("softmax", "logits, axis=-1", "torch.tensor(logits).softmax(axis).numpy()"),
    ("sigmoid", "z", "torch.sigmoid(torch.tensor(z)).numpy()"),
    ("sigmoid", "z", "torch.tensor(z).sigmoid().numpy()"),
]
READY_MADE_WITH_TORCH = [
    (exercise, _function(f"{exercise}({signature})", f"return {call}", before="import torch\n"))
    for exercise, signature, call in TORCH
]

# Beside the function: each goes before or after a right answer.
BESIDE = {
    "dot": [
        "assert np.dot([1, 2], [3, 4]) == 11",
        "print(np.inner([1], [2]), np.array([1]) @ np.array([2]))",
        "def test_dot():\n    assert dot([1.0], [2.0]) == np.dot([1.0], [2.0])",
        "from numpy import dot as numpys\n\ndef compare(a, b):\n    return dot(a, b) - numpys(a, b)",
        "check_with = np.dot",
        "if __name__ == '__main__':\n    print(np.dot([1], [1]))",
    ],
    "norm": [
        "assert np.linalg.norm([3, 4]) == 5",
        "import math\nprint(math.hypot(3, 4))",
        "def test_norm():\n    assert norm([3.0, 4.0]) == np.linalg.norm([3.0, 4.0])",
        "theirs = np.linalg.norm",
    ],
    "softmax": [
        "import scipy.special\nprint(scipy.special.softmax([1.0, 2.0]))",
        "from scipy.special import softmax as theirs\nassert np.allclose(theirs([0.0, 0.0]), .5)",
        "from scipy import special\ndef test():\n    assert np.allclose(softmax([1.0]), special.softmax([1.0]))",
        "from scipy.special import logsumexp",
    ],
    "sigmoid": [
        "from scipy.special import expit\nassert expit(0) == .5",
        "from scipy.stats import logistic\nprint(logistic.cdf(0))",
        "import scipy.special\ntheirs = scipy.special.expit",
    ],
    "matmul": [
        "assert (np.eye(2) @ np.eye(2) == np.eye(2)).all()",
        "print(np.matmul(np.eye(2), np.eye(2)))",
        "def test_matmul():\n    assert (matmul(np.eye(2), np.eye(2)) == np.eye(2) @ np.eye(2)).all()",
    ],
    "matvec": [
        "print(np.eye(2) @ np.ones(2))",
        "def test():\n    return np.eye(2).dot(np.ones(2)) - matvec(np.eye(2), np.ones(2))",
    ],
    "entropy": ["from scipy.stats import entropy as theirs\nprint(theirs([1, 1], base=2))"],
    "mse": ["from sklearn.metrics import mean_squared_error\nprint(mean_squared_error([1], [2]))"],
    "roc_auc_score": ["from sklearn.metrics import roc_auc_score as theirs\nprint(theirs([0, 1], [.1, .2]))"],
    "log_sum_exp": ["from scipy.special import logsumexp\nprint(logsumexp([1, 2]), np.logaddexp(1, 2))"],
    "precision_recall_f1": ["from sklearn.metrics import f1_score\nprint(f1_score([1], [1]))"],
    "cosine_similarity": [
        "from scipy.spatial.distance import cosine\nprint(1 - cosine([1, 2], [2, 1]))",
        "from sklearn.metrics.pairwise import cosine_similarity as theirs\nprint(theirs([[1, 2]], [[2, 1]]))",
    ],
    "relu": ["import scipy.special\nprint(np.maximum(0, -1), np.clip(-1, 0, None))"],
}

# What one has passed may be used freely.
FREE = {
    "matmul": _function(
        "matmul(A, B)",
        "A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)",
        "if A.shape[1] != B.shape[0]:",
        "    raise ValueError(f'A has {A.shape[1]} columns and B has {B.shape[0]} rows.')",
        "out = np.zeros((A.shape[0], B.shape[1]))",
        "for j in range(B.shape[1]):",
        "    out[:, j] = A @ B[:, j]",
        "return out",
    ),
}
