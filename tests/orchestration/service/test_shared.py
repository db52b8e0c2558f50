"""What many ask for at about one time is made once."""

import asyncio
from dataclasses import dataclass, field

import pytest

from orchestration.service.shared import Shared


@dataclass
class Maker:
    """Makes the next number when it is let go on, fails when it is told to; and a clock."""

    made: int = 0
    time: float = 0.0
    error: Exception | None = None
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def make(self) -> int:
        """The next number."""
        self.made += 1
        number = self.made
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error
        return number

    def shared(self) -> Shared[int]:
        """What is made, good for a second."""
        return Shared(self.make, 1.0, lambda: self.time)


def test_all_who_ask_while_it_is_made_get_the_same() -> None:
    async def ask() -> list[int]:
        maker = Maker()
        shared = maker.shared()
        asking = [asyncio.create_task(shared.get()) for _ in range(50)]
        await asyncio.sleep(0)
        maker.may_go_on.set()
        return await asyncio.gather(*asking)

    assert asyncio.run(ask()) == [1] * 50


def test_it_is_told_again_for_a_second_and_then_made_anew() -> None:
    async def ask(maker: Maker, shared: Shared[int], time: float) -> int:
        maker.time = time
        maker.may_go_on.set()
        return await shared.get()

    async def ask_often() -> list[int]:
        maker = Maker()
        shared = maker.shared()
        return [await ask(maker, shared, time) for time in (0.0, 0.9, 1.0, 1.9)]

    assert asyncio.run(ask_often()) == [1, 1, 2, 2]


def test_an_error_is_not_kept() -> None:
    async def ask() -> int:
        maker = Maker(error=RuntimeError("away"))
        maker.may_go_on.set()
        shared = maker.shared()
        with pytest.raises(RuntimeError, match="away"):
            await shared.get()
        maker.error = None
        return await shared.get()

    assert asyncio.run(ask()) == 2


def test_one_who_hangs_up_does_not_end_it_for_the_others() -> None:
    async def ask() -> int:
        maker = Maker()
        shared = maker.shared()
        first = asyncio.create_task(shared.get())
        second = asyncio.create_task(shared.get())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        maker.may_go_on.set()
        return await second

    assert asyncio.run(ask()) == 1
