package dev.smoltulu.bench;

import dev.smoltulu.base.UserError;
import java.util.List;
import java.util.Locale;

/** The sides must train the same model: equal losses from equal weights, and still after two updates. */
final class LossCheck {

    private static final double FIRST_STEP_TOLERANCE = 1e-4;
    private static final double THIRD_STEP_TOLERANCE = 1e-3;

    private LossCheck() {}

    static void check(List<SideResult> sides) {
        for (SideResult side : sides.subList(1, sides.size())) {
            compare(sides.get(0), side, 0, FIRST_STEP_TOLERANCE);
            compare(sides.get(0), side, 2, THIRD_STEP_TOLERANCE);
        }
    }

    private static void compare(SideResult expected, SideResult actual, int step, double tolerance) {
        double difference = Math.abs(actual.loss(step) - expected.loss(step)) / Math.abs(expected.loss(step));
        if (!(difference <= tolerance)) {
            throw UserError.failed(String.format(
                    Locale.ROOT,
                    "step %d: the loss of %s is %.7g, of %s %.7g: %.1e apart, more than %.0e; the sides do not train"
                            + " the same model, so their times mean nothing",
                    step + 1,
                    expected.key(),
                    expected.loss(step),
                    actual.key(),
                    actual.loss(step),
                    difference,
                    tolerance));
        }
    }
}
