package dev.smoltulu.sweep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class StepModelTest {

    @Test
    void onePointIsAProportion() {
        Measurement.StepModel model = new Measurement.StepModel();
        model.add(100, 2);
        assertEquals(5, model.seconds(250), 1e-12);
    }

    @Test
    void twoPointsAreALine() {
        Measurement.StepModel model = new Measurement.StepModel();
        model.add(100, 2);
        model.add(300, 3);
        assertEquals(2.5, model.seconds(200), 1e-12);
        assertEquals(13, model.seconds(2300), 1e-12);
    }

    @Test
    void aLineThatFallsIsNotBelieved() {
        Measurement.StepModel model = new Measurement.StepModel();
        model.add(100, 2);
        model.add(200, 1);
        assertEquals(2, model.seconds(400), 1e-12);
    }
}
