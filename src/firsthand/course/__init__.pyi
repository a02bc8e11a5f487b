from .grading.grade import grade as grade
from .notebook_api import check as check
from .notebook_api import checked as checked
from .notebook_api import hint as hint
from .notebook_api import race as race
from .notebook_api import solution as solution
from .notebook_api import whose as whose
from .notebook_api import yours as yours
