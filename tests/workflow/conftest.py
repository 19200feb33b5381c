"""Fixtures of the tests of `workflow`."""

from tests.scene_fixtures import _one_thread, demo, model, project, scene

__all__ = ["_one_thread", "demo", "model", "project", "scene"]
