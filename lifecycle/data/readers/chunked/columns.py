"""One column of one batch: its texts to values as planned, with what tells whether the plan holds.

A plan is a guess from the first rows. What each batch adds (`Part`) is enough to decide, after the
last one, as if all texts had been seen at once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..column_rules import EMPTY
from ..dates import Texts, clocked, parse_dates
from ..inference import EXACT, whole_texts
from ..numbers import CODE, has_codes, parse_numbers, plain_numbers, without_unit
from .parts import Asked, Distinct, Part, Plan, distinct, hashes

# Every text that could be a number in some dress; what does not match is surely none.
NUMBERLIKE = (
    r"(?i)^[\s\p{Z}(+\-\x{2212}\x{2013}]*(usd|eur|gbp|chf|pln|brl|inr|s?fr\.|rs\.|[a-z]{0,2}\$|[€£¥₹₽₺₩₪₴₫₦₱฿])?[\s\p{Z}(+\-\x{2212}\x{2013}]*"
    r"(inf|infinity|nan|[\p{Nd}.,\s\p{Z}'’]+(e[+\-]?\p{Nd}+)?)"
    r"[\s\p{Z})-]*(usd|eur|gbp|chf|pln|brl|inr|[$€£¥₹₽₺₩₪₴₫₦₱฿%])?[\s\p{Z})-]*[\p{L}/.°²³]{0,20}\s*$"
)
ASCII_NUMBERLIKE = (
    NUMBERLIKE.replace(r"\p{Z}", "").replace(r"\p{Nd}", r"\d").replace(r"\p{L}", "a-z")
)
"""The same for texts of ASCII alone, for which it is found out fifteen times sooner."""
WHOLE, PLAIN, ZERO = r"^-?\d{1,18}$", r"^[+-]?(\d{1,18}\.?\d*|\.\d+)$", r"^[+-]?0[0-9xX]"
MANY = 2000  # different texts in a batch that may be the first of very many
DIGITS = str.maketrans("123456789", "9" * 9)


def to_part(cells: pa.Array, plan: Plan, asked: Asked, long: bool = False) -> Part:
    """Return the values of a column's cells, None for an empty one.

    In a ``long`` column texts are no longer told apart, only counted.
    """
    if long and plan.kind == "text":
        part = long_text(cells, asked)
        if not plan.many:
            part.values = part.values.dictionary_encode()
    else:
        make = {"text": text, "number": number, "dressed": dressed, "date": date}[plan.kind]
        if make is number and asked.rules.usual == ",":  # where 1.234 may be a thousand
            make = dressed
        part = make(cells, plan, asked)
    if cells.null_count:
        part.codes[EMPTY] += cells.null_count
    return part


def text(cells: pa.Array, plan: Plan, asked: Asked) -> Part:
    found, missing, each = distinct(cells, asked)
    part = Part(without(found, missing), codes=each.missing)
    if plan.many:
        part.values = part.values.dictionary_decode()
    kept = ~missing
    part.texts = dict(zip(each.texts[kept].tolist(), each.counts[kept].tolist(), strict=True))
    part.present = len(cells) - part.values.null_count
    if len(found.dictionary) > MANY:
        part.unlike, part.hashes = unlike(found, missing, each.counts), hashes(each.texts[kept])
    return part


def long_text(cells: pa.Array, asked: Asked) -> Part:
    """Return texts of which nearly all differ; no dictionary is made of them."""
    missing = pc.fill_null(pc.is_in(pc.utf8_trim_whitespace(cells), asked.missing), False)
    part = Part(cells)
    if pc.any(missing).as_py():
        part.codes = distinct(cells.filter(missing), asked)[2].missing
        part.values = pc.if_else(missing, pa.scalar(None, pa.string()), cells)
    present = part.values.drop_null()
    part.present = len(present)
    first = present.slice(0, len(cells) // 8)
    like = pc.sum(numberlike(first)).as_py() or 0
    part.unlike = len(first) - like
    part.hashes = hashes(present.to_numpy(zero_copy_only=False))
    return part


def without(found: pa.DictionaryArray, missing: np.ndarray) -> pa.DictionaryArray:
    """Return the cells with those that mean missing as missing."""
    if not missing.any():
        return found
    codes = found.indices.fill_null(len(missing)).to_numpy(zero_copy_only=False)
    gone = np.append(missing, True)[codes]
    indices = pa.array(codes.astype(np.int32), mask=gone)
    return pa.DictionaryArray.from_arrays(indices, found.dictionary)


def unlike(found: pa.DictionaryArray, missing: np.ndarray, counts: np.ndarray) -> int:
    """Return how many cells, at least, are no number in any dress."""
    like = numberlike(found.dictionary).to_numpy(zero_copy_only=False)
    return int(counts[~missing & ~like].sum())


def numberlike(texts: pa.Array) -> pa.Array:
    """Return which texts could be a number in some dress."""
    plain = pc.string_is_ascii(texts)
    if not pc.all(plain).as_py():  # also true of no texts
        return pc.match_substring_regex(texts, NUMBERLIKE)
    return pc.match_substring_regex(texts, ASCII_NUMBERLIKE)


def number(cells: pa.Array, plan: Plan, asked: Asked) -> Part:
    values = None if asked.rules.words else plain(cells, plan)
    part = Part(values) if values is not None else odd_numbers(cells, plan, asked)
    witness_long(cells, part)
    sure = len(part.values) - part.values.null_count - part.alone
    for code in asked.rules.missing_numbers:
        hits = pc.fill_null(pc.equal(part.values, pa.scalar(code)), False)
        if count := pc.sum(hits).as_py():
            part.codes[f"{code:g}"] += count
            part.values = pc.if_else(hits, pa.scalar(None, part.values.type), part.values)
    if sure > 0:
        part.texts["1" if plan.whole else "1.5"] = sure
    return part


def plain(cells: pa.Array, plan: Plan) -> pa.Array | None:
    """Return plainly written numbers at once; None where some cell must be looked at."""
    for start in ("0", "-0", "+0"):
        first = cells.filter(pc.starts_with(cells, start))
        if len(first) and pc.any(pc.match_substring_regex(first, ZERO)).as_py():
            return None
    try:
        values = cells.cast(plan.type)
    except pa.ArrowInvalid:
        return None
    if not plan.whole and pc.all(pc.is_finite(values)).as_py() is False:
        return None
    return values


def odd_numbers(cells: pa.Array, plan: Plan, asked: Asked) -> Part:
    """Return numbers where some cells are none, or are written in another way."""
    sure = pc.match_substring_regex(cells, WHOLE if plan.whole else PLAIN)
    zero = pc.match_substring_regex(cells, ZERO)
    words = pc.is_in(cells, asked.missing)
    sure = pc.fill_null(pc.and_(sure, pc.invert(pc.or_(zero, words))), False)
    values = pc.if_else(sure, cells, pa.scalar(None, pa.string())).cast(plan.type)
    rest = pc.and_(pc.invert(sure), cells.is_valid())
    _, missing, each = distinct(cells.filter(rest), asked)
    parsed = np.full(len(each.texts), np.nan)
    parsed[~missing] = plain_numbers(each.texts[~missing])
    usable = np.isfinite(parsed) & ((np.abs(parsed) < EXACT) | (not plan.whole))
    part = Part(values, codes=each.missing)
    if plan.whole and not whole_texts(each.texts[usable]):
        part.change = Plan("number")
    more = pa.array(np.where(usable, np.round(parsed) if plan.whole else parsed, 0)[each.codes])
    mask = ~usable[each.codes]
    more = pc.if_else(pa.array(mask), pa.scalar(None, more.type), more).cast(plan.type)
    part.values = pc.replace_with_mask(values, rest, more) if len(more) else values
    for i in np.flatnonzero(~missing):
        if not usable[i] or CODE.fullmatch(each.texts[i].strip()):
            part.texts[each.texts[i]] = int(each.counts[i])
            part.alone += int(each.counts[i]) * bool(usable[i])
    return part


def witness_long(cells: pa.Array, part: Part) -> None:
    """Name one number too long to be held exactly that is all digits, and one that is not."""
    ends = pc.min_max(part.values).as_py()
    if ends["max"] is None or max(-ends["min"], ends["max"]) < EXACT:
        return
    long = pc.greater_equal(pc.abs(part.values), pa.scalar(EXACT).cast(part.values.type))
    texts = [t for t in cells.filter(pc.fill_null(long, False)).to_pylist() if t is not None]
    keys = [t for t in texts if t.strip().lstrip("+-").isdigit()]
    others = [t for t in texts if not t.strip().lstrip("+-").isdigit()]
    for found in (keys[:1], others[:1]):
        for one in (one for one in found if one not in part.texts):
            part.texts[one] = 1
            part.alone += 1


def dressed(cells: pa.Array, plan: Plan, asked: Asked) -> Part:
    """Return numbers with separators, signs or a decimal comma."""
    _, missing, each = distinct(cells, asked)
    kept = np.flatnonzero(~missing)
    # The first text with both marks decides how all are read: here the plan has decided.
    witness = "1.234,5" if plan.european else "1,234.5"
    bare = without_unit(each.texts[kept], plan.unit)
    texts: Texts = np.append(np.array([witness], dtype=object), bare)
    numbers = parse_numbers(texts, asked.rules.comma, asked.rules.decimal)[0][1:]
    parsed = np.full(len(each.texts) + 1, np.nan)
    parsed[kept] = numbers
    part = Part(pa.nulls(0), codes=each.missing)
    stand_for(each, parsed, kept, part)
    parsed[np.isinf(parsed)] = np.nan
    for code in asked.rules.missing_numbers:
        hits = np.flatnonzero(parsed == code)
        if len(hits):
            part.codes[f"{code:g}"] += int(each.counts[hits].sum())
            parsed[hits] = np.nan
    good = parsed[~np.isnan(parsed)]
    good_texts = without_unit(each.texts[~np.isnan(parsed[:-1])], plan.unit)
    if plan.whole and not (whole_texts(good_texts) and (good == np.round(good)).all()):
        part.change = replace(plan, whole=False)
    cells_ = each.take(parsed)
    values = pa.array(cells_, mask=np.isnan(cells_))
    part.values = pc.round(values).cast(pa.int64()) if plan.whole else values
    return part


def stand_for(each: Distinct, parsed: np.ndarray, kept: np.ndarray, part: Part) -> None:
    """Let one number of each shape stand for all of it; what is none stands for itself."""
    shapes: dict[str, str] = {}
    for i in kept:
        written, count = each.texts[i], int(each.counts[i])
        alone = np.isnan(parsed[i]) or abs(parsed[i]) >= EXACT or has_codes(np.array([written]))
        one = written if alone else shapes.setdefault(shape(written), written)
        part.texts[one] = part.texts.get(one, 0) + count


def shape(written: str) -> str:
    """Return what tells how a number is written, without its value.

    >>> shape("$12,345.60") == shape("$98,777.12"), shape("1,234") == shape("0,234")
    (True, False)
    """
    nines = written.translate(DIGITS).replace("0", "9")
    while "99999" in nines:
        nines = nines.replace("99999", "9999")
    return nines + "0" * written.strip().lstrip("+-").startswith("0")


def date(cells: pa.Array, plan: Plan, asked: Asked) -> Part:
    """Return the times of dates whose order of day and month was chosen."""
    _, missing, each = distinct(cells, asked)
    kept = np.flatnonzero(~missing)
    times = np.full(len(each.texts) + 1, np.datetime64("NaT", "ns"))
    times[kept] = clocked(parse_dates(each.texts[kept], asked.day_first)[0])
    cells_ = each.take(times)
    texts = dict(zip(each.texts[kept].tolist(), each.counts[kept].tolist(), strict=True))
    part = Part(pa.array(cells_, mask=np.isnat(cells_)), texts, each.missing)
    part.present = sum(texts.values())
    return part
