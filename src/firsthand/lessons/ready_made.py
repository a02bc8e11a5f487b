"""What the libraries call the things that the exercises build: out of bounds there, and free afterwards.

Each group holds one thing under all its names. An exercise takes the group of the very thing it builds and no other:
whoever has built the dot product may use `numpy.dot` in the next exercise.
"""

from collections.abc import Sequence

Names = tuple[str, ...]


def _torch(function: str, *modules: str) -> Names:
    """One of torch's functions, as function, as method, and as modules of ``torch.nn``."""
    names = (
        f"torch.{function}",
        f"torch.nn.functional.{function}",
        f"torch.special.{function}",
        f".{function}",
    )
    return (*names, f".{function}_", f"torch.{function}_", *(f"torch.nn.{module}" for module in modules))


def _of(condition: str, names: Sequence[str]) -> Names:
    return tuple(f"{name}: {condition}" for name in names)


# Products ----------------------------------------------------------------------------------------------------------

_PRODUCTS = (
    *(
        "@",
        ".dot",
        ".matmul",
        ".inner",
        "numpy.dot",
        "numpy.inner",
        "numpy.vdot",
        "numpy.vecdot",
        "numpy.matmul",
    ),
    *(
        "numpy.einsum",
        "numpy.tensordot",
        "numpy.linalg.matmul",
        "numpy.linalg.vecdot",
        "numpy.linalg.tensordot",
    ),
    *("numpy.ma.dot", "numpy.ma.inner", "numpy.linalg.multi_dot", "torch.dot", "torch.inner", "torch.vdot"),
    *("torch.matmul", "torch.einsum", "torch.tensordot", "torch.linalg.vecdot", "torch.linalg.matmul"),
    *("torch.linalg.multi_dot", "sklearn.utils.extmath.safe_sparse_dot"),
)
DOT = (
    *_PRODUCTS,
    *("numpy.correlate", "numpy.convolve", "scipy.signal.correlate", "scipy.signal.convolve"),
    *("numpy.matrix", "numpy.asmatrix", "math.sumprod", "scipy.linalg.blas.ddot", ".vdot"),
)
_MATRIX_BY_VECTOR = (
    *("numpy.matvec", "numpy.vecmat", "numpy.matrix", "numpy.asmatrix", "numpy.linalg.multi_dot"),
    *("scipy.linalg.blas.dgemv", "scipy.linalg.blas.dgemm", "torch.mv", "torch.addmv", ".mv"),
    *("torch.nn.functional.linear", "torch.nn.Linear"),
)
MATVEC = (*_of("matrix", _PRODUCTS), *_MATRIX_BY_VECTOR, "torch.mm", ".mm", "torch.bmm", ".bmm")
MATMUL = (
    *_of("matrix, matrix", (*_PRODUCTS, "numpy.matvec", "numpy.vecmat", "torch.nn.functional.linear")),
    *(
        "numpy.matrix",
        "numpy.asmatrix",
        "numpy.linalg.multi_dot",
        "scipy.linalg.blas.dgemm",
        "torch.mm",
        ".mm",
    ),
    *("torch.bmm", ".bmm", "torch.addmm", ".addmm", "torch.nn.Linear", "torch.chain_matmul"),
)
LINEAR_LAYER = (
    "torch.nn.functional.linear",
    "torch.nn.Linear",
    "torch.addmm",
    ".addmm",
    "torch.addmv",
    ".addmv",
)

# Lengths and angles ------------------------------------------------------------------------------------------------

NORM = (
    *("numpy.linalg.norm", "numpy.linalg.vector_norm", "numpy.linalg.matrix_norm", "scipy.linalg.norm"),
    *("scipy.spatial.distance.euclidean", "scipy.spatial.distance.cdist", "scipy.linalg.blas.dnrm2"),
    *("math.hypot", "math.dist", "torch.norm", "torch.linalg.norm", "torch.linalg.vector_norm", "torch.dist"),
    *(".norm", ".dist", "sklearn.utils.extmath.row_norms", "scipy.sparse.linalg.norm"),
    *("sklearn.metrics.pairwise.euclidean_distances", "sklearn.metrics.pairwise_distances"),
)
COSINE = (
    *("scipy.spatial.distance.cosine", "scipy.spatial.distance.cdist", "scipy.spatial.distance.pdist"),
    *("sklearn.metrics.pairwise.cosine_similarity", "sklearn.metrics.pairwise.cosine_distances"),
    *("sklearn.metrics.pairwise.paired_cosine_distances", "sklearn.metrics.pairwise_distances"),
    *("torch.cosine_similarity", "torch.nn.functional.cosine_similarity", "torch.nn.CosineSimilarity"),
)
NEIGHBOURS = (
    *("sklearn.neighbors.NearestNeighbors", "sklearn.neighbors.KNeighborsClassifier"),
    *(
        "sklearn.neighbors.BallTree",
        "sklearn.neighbors.KDTree",
        "scipy.spatial.KDTree",
        "scipy.spatial.cKDTree",
    ),
)

# Slopes and descent ------------------------------------------------------------------------------------------------

AUTOGRAD = (
    *("torch.autograd.grad", "torch.autograd.backward", "torch.func.grad", "torch.func.jacrev", ".backward"),
    *("torch.autograd.functional.jacobian", "torch.autograd.functional.vjp", "torch.func.vjp"),
)
NUMERICAL_SLOPES = (
    *("numpy.gradient", "scipy.optimize.approx_fprime", "scipy.optimize.check_grad"),
    *("scipy.differentiate.derivative", "scipy.differentiate.jacobian"),
)
SLOPES = (*NUMERICAL_SLOPES, *AUTOGRAD)
DESCENT = (
    *("scipy.optimize.minimize", "scipy.optimize.fmin", "scipy.optimize.fmin_cg", "scipy.optimize.fmin_bfgs"),
    *("scipy.optimize.minimize_scalar", "torch.optim.SGD"),
)
SGD = ("torch.optim.SGD",)
ADAM = ("torch.optim.Adam", "torch.optim.AdamW", "torch.optim.NAdam")

# Probabilities and losses ------------------------------------------------------------------------------------------

LOG_SUM_EXP = (
    *("scipy.special.logsumexp", "scipy.special.log_softmax", "numpy.logaddexp", "numpy.logaddexp2"),
    *("torch.logaddexp", ".logaddexp", *_torch("logsumexp"), *_torch("log_softmax", "LogSoftmax")),
)
SOFTMAX = (
    *("scipy.special.softmax", "sklearn.utils.extmath.softmax", *_torch("softmax", "Softmax"), *LOG_SUM_EXP),
    *("torch.nn.functional.gumbel_softmax",),
)
CROSS_ENTROPY = (
    *("sklearn.metrics.log_loss", "torch.nn.functional.cross_entropy", "torch.nn.CrossEntropyLoss"),
    *("torch.nn.functional.nll_loss", "torch.nn.NLLLoss"),
)
SIGMOID = (
    *(
        "scipy.special.expit",
        "scipy.special.log_expit",
        "scipy.stats.logistic.cdf",
        "scipy.stats.logistic.sf",
    ),
    *("scipy.stats.logistic.logcdf", *_torch("sigmoid", "Sigmoid"), "torch.special.expit"),
    *_torch("logsigmoid", "LogSigmoid"),
)
BINARY_CROSS_ENTROPY = (
    *("sklearn.metrics.log_loss", "torch.nn.functional.binary_cross_entropy", "torch.nn.BCELoss"),
    *("torch.nn.functional.binary_cross_entropy_with_logits", "torch.nn.BCEWithLogitsLoss"),
    *("torch.nn.functional.soft_margin_loss", "torch.nn.SoftMarginLoss"),
)
MSE = (
    *("sklearn.metrics.mean_squared_error", "sklearn.metrics.root_mean_squared_error"),
    *("torch.nn.functional.mse_loss", "torch.nn.MSELoss"),
)

# Fits --------------------------------------------------------------------------------------------------------------

LEAST_SQUARES = (
    *(
        "numpy.polyfit",
        "numpy.polynomial.Polynomial.fit",
        "numpy.polynomial.polynomial.polyfit",
        "numpy.ma.polyfit",
    ),
    *("numpy.linalg.lstsq", "numpy.linalg.pinv", "scipy.linalg.lstsq", "scipy.linalg.pinv"),
    *("scipy.stats.linregress", "statistics.linear_regression", "scipy.optimize.lsq_linear"),
    *(
        "scipy.optimize.curve_fit",
        "scipy.optimize.least_squares",
        "scipy.optimize.minimize",
        "scipy.optimize.nnls",
    ),
    *("scipy.sparse.linalg.lsqr", "scipy.sparse.linalg.lsmr", "torch.linalg.lstsq", "torch.linalg.pinv"),
    *(
        "sklearn.linear_model.LinearRegression",
        "sklearn.linear_model.Ridge",
        "sklearn.linear_model.SGDRegressor",
    ),
    *("sklearn.linear_model.Lasso", "sklearn.linear_model.ElasticNet", "sklearn.linear_model.HuberRegressor"),
)
LOGISTIC_FIT = (
    *("sklearn.linear_model.LogisticRegression", "sklearn.linear_model.SGDClassifier"),
    *("scipy.optimize.minimize", "scipy.optimize.newton", "scipy.optimize.root", "scipy.optimize.fsolve"),
)
STANDARDIZE = (
    *("sklearn.preprocessing.StandardScaler", "sklearn.preprocessing.scale"),
    *("scipy.stats.zscore", "scipy.stats.zmap", "torch.nn.functional.batch_norm"),
)

# Metrics and splits ------------------------------------------------------------------------------------------------

CONFUSION = (
    *("sklearn.metrics.confusion_matrix", "sklearn.metrics.multilabel_confusion_matrix", "pandas.crosstab"),
    "sklearn.metrics.ConfusionMatrixDisplay",
)
PRECISION_AND_RECALL = (
    *("sklearn.metrics.precision_score", "sklearn.metrics.recall_score", "sklearn.metrics.f1_score"),
    *("sklearn.metrics.fbeta_score", "sklearn.metrics.precision_recall_fscore_support"),
    "sklearn.metrics.classification_report",
)
ROC = (
    *("sklearn.metrics.roc_auc_score", "sklearn.metrics.roc_curve", "sklearn.metrics.RocCurveDisplay"),
    *("scipy.stats.mannwhitneyu", "scipy.stats.somersd"),
)
FOLDS = (
    *("sklearn.model_selection.KFold", "sklearn.model_selection.StratifiedKFold"),
    *("sklearn.model_selection.RepeatedKFold", "sklearn.model_selection.GroupKFold"),
    *("sklearn.model_selection.ShuffleSplit", "sklearn.model_selection.train_test_split"),
    "sklearn.model_selection.check_cv",
)
ACCURACY = (
    *("sklearn.metrics.accuracy_score", "sklearn.metrics.balanced_accuracy_score"),
    *("sklearn.metrics.zero_one_loss", "sklearn.metrics.top_k_accuracy_score"),
)

# Trees -------------------------------------------------------------------------------------------------------------

TREES = (
    *("sklearn.tree.DecisionTreeClassifier", "sklearn.tree.DecisionTreeRegressor"),
    *("sklearn.tree.ExtraTreeClassifier", "sklearn.tree.ExtraTreeRegressor"),
    *("sklearn.ensemble.RandomForestClassifier", "sklearn.feature_selection.mutual_info_classif"),
)
ENTROPY = (
    *("scipy.stats.entropy", "sklearn.metrics.mutual_info_score", "sklearn.metrics.cluster.entropy"),
    *("scipy.stats.differential_entropy", "sklearn.feature_selection.mutual_info_classif"),
    *("scipy.special.entr", "torch.special.entr", "sklearn.tree.DecisionTreeClassifier"),
)
RESAMPLE = ("sklearn.utils.resample", "scipy.stats.bootstrap", "sklearn.ensemble.BaggingClassifier")
MODE = (
    *("scipy.stats.mode", "statistics.mode", "statistics.multimode", "torch.mode", ".mode"),
    *("sklearn.utils.extmath.weighted_mode", "sklearn.ensemble.VotingClassifier"),
)
BOOSTED_TREES = ("xgboost.train", "xgboost.XGBRegressor", "xgboost.XGBClassifier", "lightgbm.train")
SQUARED_ERROR_SLOPES = ("sklearn._loss.loss.HalfSquaredError", "sklearn._loss.HalfSquaredError", *AUTOGRAD)

# Tables ------------------------------------------------------------------------------------------------------------

IMPUTE = ("sklearn.impute.SimpleImputer", "sklearn.impute.KNNImputer")
ONE_HOT = (
    *("sklearn.preprocessing.OneHotEncoder", "sklearn.preprocessing.LabelBinarizer"),
    *(
        "sklearn.preprocessing.label_binarize",
        "sklearn.preprocessing.MultiLabelBinarizer",
        "pandas.get_dummies",
    ),
    *("sklearn.feature_extraction.DictVectorizer", "torch.nn.functional.one_hot"),
)
TARGET_ENCODE = ("sklearn.preprocessing.TargetEncoder",)

# Networks ----------------------------------------------------------------------------------------------------------

RELU = (
    *_torch("relu", "ReLU"),
    "torch.nn.functional.relu6",
    "torch.nn.ReLU6",
    "torch.nn.functional.threshold",
)
HE_INIT = ("torch.nn.init.kaiming_normal_", "torch.nn.init.kaiming_uniform_")
FORWARD = ("torch.nn.Sequential", "torch.nn.Linear", "sklearn.neural_network.MLPClassifier")
BATCHES = ("torch.utils.data.DataLoader", "sklearn.utils.gen_batches")
DROPOUT = _torch("dropout", "Dropout")
SUM_TO_SIZE = (".sum_to_size", "torch.Tensor.sum_to_size", *AUTOGRAD)
TOPOLOGICAL_ORDER = ("graphlib.TopologicalSorter", "networkx.topological_sort")
SCHEDULES = (
    *("torch.optim.lr_scheduler.CosineAnnealingLR", "torch.optim.lr_scheduler.OneCycleLR"),
    "torch.optim.lr_scheduler.SequentialLR",
)
CLIPPED_GRADIENTS = (
    *("torch.nn.utils.clip_grad_norm_", "torch.nn.utils.clip_grad_norm", "torch.nn.utils.get_total_norm"),
    "torch.nn.utils.clip_grads_with_norm_",
)
CONVOLUTION = (
    *(
        "scipy.signal.correlate",
        "scipy.signal.correlate2d",
        "scipy.signal.convolve",
        "scipy.signal.convolve2d",
    ),
    *(
        "scipy.signal.fftconvolve",
        "scipy.signal.oaconvolve",
        "scipy.ndimage.correlate",
        "scipy.ndimage.convolve",
    ),
    *("torch.conv2d", "torch.nn.functional.conv2d", "torch.nn.Conv2d", "torch.nn.functional.unfold"),
    *("torch.nn.Unfold", "torch.nn.functional.conv_transpose2d"),
)
CONVOLUTION_GRADIENT = ("torch.nn.grad.conv2d_weight", *AUTOGRAD)
MAX_POOL = (
    *("torch.max_pool2d", "torch.nn.functional.max_pool2d", "torch.nn.MaxPool2d"),
    *(
        "torch.nn.functional.adaptive_max_pool2d",
        "scipy.ndimage.maximum_filter",
        "scipy.ndimage.grey_dilation",
    ),
)
CAUSAL_MASK = ("torch.nn.Transformer.generate_square_subsequent_mask",)
ATTENTION = (
    *("torch.nn.functional.scaled_dot_product_attention", "torch.nn.MultiheadAttention"),
    "torch.nn.functional.multi_head_attention_forward",
)
HEADS = ("einops.rearrange",)

# The Transformer ---------------------------------------------------------------------------------------------------

ROTARY = ("transformers.models.llama.modeling_llama.apply_rotary_pos_emb",)
LAYER_NORM = (
    *_torch("layer_norm", "LayerNorm"),
    "torch.native_layer_norm",
    *_torch("group_norm", "GroupNorm"),
)
RMS_NORM = _torch("rms_norm", "RMSNorm")
GELU = (*_torch("gelu", "GELU"), "torch._C._nn.gelu")
TRANSFORMER_BLOCK = (
    *("torch.nn.TransformerEncoderLayer", "torch.nn.TransformerDecoderLayer", "torch.nn.TransformerEncoder"),
    *("torch.nn.TransformerDecoder", "torch.nn.Transformer"),
)

# Language ----------------------------------------------------------------------------------------------------------

TOKEN_PRICES = ("genai_prices.calc_price",)
FEW_SHOT_PROMPTS = (
    "langchain_core.prompts.FewShotPromptTemplate",
    "langchain.prompts.FewShotPromptTemplate",
)
JSON_REPAIR = (
    *("json_repair.loads", "json_repair.repair_json", "langchain_core.utils.json.parse_json_markdown"),
    *("langchain_core.output_parsers.JsonOutputParser", "builtins.eval"),
)
SCHEMAS = (
    *("jsonschema.validate", "jsonschema.Draft202012Validator", "jsonschema.Draft7Validator"),
    *("pydantic.BaseModel", "pydantic.create_model", "pydantic.TypeAdapter"),
)
BM25 = ("bm25s.BM25", "rank_bm25.BM25Okapi", "rank_bm25.BM25Plus")
CHUNKS = ("textwrap.wrap", "numpy.lib.stride_tricks.sliding_window_view")
RECALL = ("sklearn.metrics.recall_score",)
NDCG = ("sklearn.metrics.ndcg_score", "sklearn.metrics.dcg_score")

# Tokenizers --------------------------------------------------------------------------------------------------------

VOCABULARY = (
    *("sklearn.preprocessing.LabelEncoder", "sklearn.preprocessing.OrdinalEncoder"),
    *("sklearn.feature_extraction.text.CountVectorizer", "torchtext.vocab.build_vocab_from_iterator"),
)
BPE = (
    *("tokenizers.trainers.BpeTrainer", "tokenizers.models.BPE", "tokenizers.ByteLevelBPETokenizer"),
    *("tokenizers.CharBPETokenizer", "tokenizers.Tokenizer", "tiktoken.Encoding", "tiktoken.get_encoding"),
    *("sentencepiece.SentencePieceTrainer", "transformers.AutoTokenizer", "transformers.GPT2Tokenizer"),
)
