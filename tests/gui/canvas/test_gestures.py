from flimbuilder.gui.canvas.gestures import simplified


def test_repeated_points_are_left_out():
    points = [(1.0, 2.0), (1.0, 2.0), (3.0, 2.0), (1.0, 2.0), (1.0, 2.0)]
    assert simplified(points) == [(1.0, 2.0), (3.0, 2.0), (1.0, 2.0)]
    assert simplified([(5.0, 5.0)]) == [(5.0, 5.0)]
