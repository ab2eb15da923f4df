"""Choosing a built-in sample, by what it teaches."""

from __future__ import annotations

import hashlib
from functools import cache

import streamlit as st

from lifecycle.project.project import Project
from lifecycle.samples.samples import SAMPLES, Sample
from lifecycle.steps import READ

from .files import bring_sample


def choose(project: Project) -> None:
    """Offer the samples; the one that is taken becomes the project's data."""
    with st.popover("Take a sample", icon=":material/dataset:"):
        for sample in SAMPLES.values():
            about = f"{sample.story} {sample.teaches} Licence: {sample.licence}."
            if st.button(sample.title, key=f"take.{sample.name}", help=about):
                bring_sample(project, sample)
                st.rerun()


def lessons(sample: Sample) -> None:
    """Name the traps in a sample."""
    with st.container(horizontal=True):
        for lesson in sample.lessons:
            st.badge(lesson, color="gray")


def of_project(project: Project) -> Sample | None:
    """Return the sample that the project's data is, known by its content."""
    source = project.params(READ).source
    return SAMPLES[_names()[source]] if source in _names() else None


@cache
def _names() -> dict[str, str]:
    """Each sample's name by the key of its file."""
    return {hashlib.sha256(sample.make()).hexdigest(): name for name, sample in SAMPLES.items()}
