"""Reader of the public instances: what is damaged is told and not rostered."""

from pathlib import Path

import pytest

from benchmarks.rostering.generate import instance as generated
from benchmarks.rostering.instance import read

TEXT = generated(4, 14, 2, 1)


def test_a_generated_instance_is_read_also_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "made.txt"
    file.write_text("\ufeff" + TEXT, encoding="utf-8")
    found = read(file)
    assert (len(found.staff), found.days, len(found.shifts)) == (4, 14, 2)
    assert len(found.cover) == 28


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("SECTION_DAYS_OFF", "SECTION_DAYSOFF", "unknown section SECTION_DAYSOFF"),
        ("\nP1,", "\nP0,", "there twice"),
        ("SECTION_COVER\n0,", "SECTION_COVER\n99,", "day 99 is not one of the 14"),
        ("SECTION_COVER\n0,a1", "SECTION_COVER\n0,z9", "no shift z9"),
        ("SECTION_HORIZON", "14\nSECTION_HORIZON", "before the first section"),
        ("SECTION_STAFF\n", "SECTION_STAFF\nP9,a1=3,480\n", "not an instance"),
        ("SECTION_DAYS_OFF\n", "SECTION_DAYS_OFF\nP9,3\n", "no employee P9"),
    ],
)
def test_damage_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in TEXT
    file = tmp_path / "damaged.txt"
    file.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(SystemExit, match=told):
        read(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        read(tmp_path / "none.txt")
