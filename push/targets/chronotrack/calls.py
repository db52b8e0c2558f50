"""One call per record, and what became of each: taken, refused, or failed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from extract.kit.errors import BadReply, NotFound, ProviderError
from push.kit.target import Outcome, Record
from push.targets.chronotrack import assumed

Call = Callable[[Record], None]
Answer = str | ProviderError | None


def deliver(ordered: Sequence[Record], others: Sequence[Record], call: Call) -> Outcome:
    """What became of each record: `ordered` go one after the other, then `others` a few at once.

    What follows a call of `ordered` that failed is not sent, and has failed alike.
    """
    answers: dict[str, Answer] = {}
    for number, record in enumerate(ordered):
        answer = _answer(call, record)
        if isinstance(answer, ProviderError):
            left = [one.record_id for one in (*ordered[number:], *others)]
            return _outcome(answers | dict.fromkeys(left, answer))
        answers[record.record_id] = answer
    with ThreadPoolExecutor(assumed.PARALLEL, thread_name_prefix="entry") as pool:
        told = pool.map(lambda record: _answer(call, record), others)
        answers |= {one.record_id: answer for one, answer in zip(others, told, strict=True)}
    return _outcome(answers)


def _answer(call: Call, record: Record) -> Answer:
    """Why a record was refused, how its call failed, or None when it was taken."""
    try:
        call(record)
    except (BadReply, NotFound) as error:
        return error.seen
    except ProviderError as error:
        return error
    return None


def _outcome(answers: dict[str, Answer]) -> Outcome:
    return Outcome(
        {key: answer for key, answer in answers.items() if isinstance(answer, str)},
        {key: answer for key, answer in answers.items() if isinstance(answer, ProviderError)},
    )
