"""Papers of every kind that are put together at random."""

import re
from random import Random

import pytest

from domain.kinds import Kind
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.learn_grammar import SLOTS
from samples.learn_texts import NOISES, draw_random_papers
from samples.random_papers.papers import invent_papers, invent_text, load_parts, load_recipes


def test_recipes_are_of_known_leaves_of_all_kinds() -> None:
    assert load_recipes().keys() <= KIND_OF_LEAF.keys()
    assert {KIND_OF_LEAF[leaf] for leaf in load_recipes()} == set(Kind)


@pytest.mark.parametrize("leaf", load_recipes())
def test_every_recipe_can_be_followed(leaf: str) -> None:
    rng = Random(leaf)
    for recipe in load_recipes()[leaf]:
        text = invent_text(recipe, rng)
        assert text.strip()
        assert not set(text) & set("{}|")


def test_every_part_is_used_and_names_slots_that_exist() -> None:
    steps = set(re.findall(r"[a-z_]{3,}", " ".join(r for rs in load_recipes().values() for r in rs)))
    assert steps == load_parts().keys()
    slots = set(re.findall(r"\$([a-z_0-9]+)", " ".join(p for ps in load_parts().values() for p in ps)))
    assert slots <= SLOTS.keys()


def test_a_recipe_with_a_slip_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\*1-3"):
        invent_text("greet*", Random(1))


def test_no_two_requests_are_alike_and_one_seed_gives_the_same() -> None:
    once = list(invent_papers({"verification_request": 60}, 3))
    assert len({paper.text for paper in once}) > 57
    assert once == list(invent_papers({"verification_request": 60, "spam": 2}, 3))[:60]


def test_random_papers_come_in_every_quality_and_say_that_they_are() -> None:
    papers = draw_random_papers(3)
    assert {paper.quality for paper in papers} == NOISES.keys()
    assert all(paper.random and not paper.drawn for paper in papers)
    assert papers == draw_random_papers(3)
