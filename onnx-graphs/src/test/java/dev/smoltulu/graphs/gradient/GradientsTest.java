package dev.smoltulu.graphs.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.smoltulu.graphs.ir.Op;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of the gradient table against central differences in double precision. */
class GradientsTest {

    private static final List<GradientCase> CASES = GradientCases.all();

    @Test
    void everyDifferentiableOperatorHasACase() {
        Set<Op> tried = CASES.stream().map(GradientCase::op).collect(Collectors.toSet());
        assertEquals(EnumSet.copyOf(Gradients.differentiable()), EnumSet.copyOf(tried));
    }

    /** A new operator needs a rule or a place in one of the two lists. */
    @Test
    void everyOperatorHasARuleOrAReasonForNone() {
        List<Op> all = Stream.of(Gradients.differentiable(), Gradients.NO_GRADIENT, Gradients.NOT_IMPLEMENTED)
                .flatMap(Set::stream)
                .sorted()
                .toList();
        assertEquals(List.of(Op.values()), all);
    }

    @TestFactory
    Stream<DynamicTest> gradientsMatchCentralDifferences() {
        return CASES.stream().map(trial -> dynamicTest(trial.toString(), () -> trial.checkNumerically(1e-7)));
    }

    /** Constants in a rule, such as 1/n, are rounded to float here. */
    @TestFactory
    Stream<DynamicTest> rulesAlsoFitFloatGraphs() {
        return CASES.stream().map(trial -> dynamicTest(trial.toString(), () -> trial.checkFloat(1e-6)));
    }

    @Test
    void theComparisonNoticesWrongGradients() {
        assertTrue(CentralDifference.agree(1, 1 + 1e-8, 1e-7));
        assertFalse(CentralDifference.agree(1, 1 + 1e-6, 1e-7));
        assertFalse(CentralDifference.agree(0, 1e-6, 1e-7));
        assertFalse(CentralDifference.agree(Double.NaN, 1, 1e-7));
        assertFalse(CentralDifference.agree(1, Double.NaN, 1e-7));
        assertFalse(CentralDifference.agree(Double.POSITIVE_INFINITY, 1, 1e-7));
    }
}
