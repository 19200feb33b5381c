"""A journal that was cut or damaged anywhere gives the records before that."""

import io
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.model.batches.journal import BatchJournal, Record, write_all

HEADER = {"model": "a", "image": [3, 4]}


def record(number: int, pass_number: int = 0) -> Record:
    statistics = {
        1: {
            "min_of_maps": torch.full((1, 3), float(number)),
            "counts": torch.arange(number + 1, dtype=torch.float64),
        },
        2: {},
    }
    return Record(pass_number, number, statistics, {1: 2**32 - 1 - number})


def same(found: Sequence[Record], expected: Sequence[Record]) -> bool:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert (one.pass_number, one.batch) == (other.pass_number, other.batch)
        assert one.checksums == other.checksums
        assert one.statistics.keys() == other.statistics.keys()
        for block, values in other.statistics.items():
            assert one.statistics[block].keys() == values.keys()
            for name, value in values.items():
                assert torch.equal(one.statistics[block][name], value)
                assert one.statistics[block][name].dtype == value.dtype
    return True


def written(n_records: int = 3) -> tuple[bytes, list[int]]:
    """Return a journal, and the end of the header and of each record."""
    file, ends = io.BytesIO(), []
    journal = BatchJournal(file, HEADER)
    ends.append(file.tell())
    for number in range(n_records):
        journal.append(record(number))
        ends.append(file.tell())
    return file.getvalue(), ends


def test_records_are_read_as_written_and_more_are_added():
    content, _ = written()
    file = io.BytesIO(content)
    journal = BatchJournal(file, HEADER)
    assert not journal.is_new
    assert same(list(journal.records()), [record(number) for number in range(3)])
    journal.append(record(3, pass_number=1))
    again = BatchJournal(io.BytesIO(file.getvalue()), HEADER)
    assert same(list(again.records()), [*map(record, range(3)), record(3, pass_number=1)])


def test_another_header_begins_afresh_and_names_what_changed():
    content, _ = written()
    file = io.BytesIO(content)
    other = {"model": "b", "image": (3, 4), "decoder": "lm"}
    journal = BatchJournal(file, other)
    assert journal.is_new
    assert journal.changed == ["model", "decoder"]
    assert list(journal.records()) == []
    journal.append(record(5))
    again = BatchJournal(
        io.BytesIO(file.getvalue()), {"model": "b", "image": [3, 4], "decoder": "lm"}
    )
    assert (again.is_new, again.changed) == (False, [])
    assert same(list(again.records()), [record(5)])


@given(st.data())
def test_a_torn_journal_gives_its_whole_records(data):
    content, ends = written()
    length = data.draw(st.integers(0, len(content)))
    file = io.BytesIO(content[:length])
    journal = BatchJournal(file, HEADER)
    whole = sum(end <= length for end in ends[1:])
    assert journal.is_new == (length < ends[0])
    assert journal.changed == []
    assert same(list(journal.records()), [record(number) for number in range(whole)])
    journal.append(record(7))
    again = BatchJournal(io.BytesIO(file.getvalue()), HEADER)
    assert same(list(again.records()), [*map(record, range(whole)), record(7)])


@given(st.data())
def test_a_damaged_byte_ends_the_journal_before_it(data):
    content, ends = written()
    place = data.draw(st.integers(0, len(content) - 1))
    damaged = bytearray(content)
    damaged[place] ^= data.draw(st.integers(1, 255))
    journal = BatchJournal(io.BytesIO(bytes(damaged)), HEADER)
    whole = sum(end <= place for end in ends[1:])
    assert same(list(journal.records()), [record(number) for number in range(whole)])


@pytest.mark.parametrize("content", [b"nonsense", b"\xff" * 100, b"[]", bytes(50)])
def test_any_other_file_begins_afresh(content):
    file = io.BytesIO(content)
    assert BatchJournal(file, HEADER).is_new
    assert not BatchJournal(io.BytesIO(file.getvalue()), HEADER).is_new


def test_a_file_that_takes_little_at_once_gets_everything():
    class Slow(io.BytesIO):
        def write(self, data):
            return super().write(bytes(data[:7]))

    file = Slow()
    write_all(file, bytes(range(100)))
    assert file.getvalue() == bytes(range(100))
