"""One call per record, and what became of each: taken, refused, or failed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from extract.kit.errors import BadReply, NotFound, ProviderError
from push.kit.target import Outcome, Record
from push.targets.chronotrack import assumed

Call = Callable[[Record], str]
"""Sends one record; gives back the provider's id of one that it made, as far as it is told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one record: refused with a reason, failed, or taken and perhaps `made`."""

    refused: str = ""
    failed: ProviderError | None = None
    made: str = ""


def deliver(ordered: Sequence[Record], others: Sequence[Record], call: Call) -> Outcome:
    """What became of each record: `ordered` go one after the other, then `others` a few at once.

    What follows a call of `ordered` that failed is not sent, and has failed alike.
    """
    answers: dict[str, Answer] = {}
    for number, record in enumerate(ordered):
        answer = _answer(call, record)
        if answer.failed is not None:
            left = [one.record_id for one in (*ordered[number:], *others)]
            return _outcome(answers | dict.fromkeys(left, answer))
        answers[record.record_id] = answer
    with ThreadPoolExecutor(assumed.PARALLEL, thread_name_prefix="entry") as pool:
        told = pool.map(lambda record: _answer(call, record), others)
        answers |= {one.record_id: answer for one, answer in zip(others, told, strict=True)}
    return _outcome(answers)


def _answer(call: Call, record: Record) -> Answer:
    try:
        return Answer(made=call(record))
    except (BadReply, NotFound) as error:
        return Answer(refused=error.seen)
    except ProviderError as error:
        return Answer(failed=error)


def _outcome(answers: dict[str, Answer]) -> Outcome:
    return Outcome(
        {key: answer.refused for key, answer in answers.items() if answer.refused},
        {key: answer.failed for key, answer in answers.items() if answer.failed is not None},
        {key: answer.made for key, answer in answers.items() if answer.made},
    )
