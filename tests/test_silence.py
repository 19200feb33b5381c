import threading
import warnings

import pytest

from flimbuilder.silence import silence


class TestSilence:
    def test_ends(self):
        with silence, silence:
            warnings.warn("within", stacklevel=1)
        with pytest.warns(UserWarning, match="after"):
            warnings.warn("after", stacklevel=1)

    def test_ends_after_an_error(self):
        with pytest.raises(KeyError), silence:
            raise KeyError
        with pytest.warns(UserWarning, match="after"):
            warnings.warn("after", stacklevel=1)

    def test_lasts_until_the_last_thread_leaves(self):
        entered, leave = threading.Event(), threading.Event()

        def wait():
            with silence:
                entered.set()
                leave.wait(10)

        filters = list(warnings.filters)
        with silence:
            thread = threading.Thread(target=wait)
            thread.start()
            entered.wait(10)
        warnings.warn("within the other thread", stacklevel=1)
        leave.set()
        thread.join()
        assert warnings.filters == filters
