package dev.smoltulu.tools.verbs;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.doctor.Doctor;
import dev.smoltulu.tools.doctor.DoctorCheck;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu doctor}. */
final class DoctorVerb implements Verb {

    private static final String COLOR = "color";
    private static final String DEVICE = "device";

    @Override
    public String synopsis() {
        return "[--device cpu|cuda|cuda:N] [--color auto|always|never]";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of(
                "Flags",
                FlagGroup.valued(
                        DEVICE,
                        "NAME",
                        "cpu, cuda or cuda:N: what has to work (default cpu; what a GPU "
                                + "lacks is then told but no failure)"),
                FlagGroup.valued(COLOR, "auto|always|never", "colour the verdicts (default auto: on a terminal)")));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Asks no network, trains a small model for a moment. Exit code 1 if something fails that a run on "
                        + "--device needs.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        boolean colour = console.colour(line.getOptionValue(COLOR, "auto"));
        Device device = Device.parse(line.getOptionValue(DEVICE, "cpu"));
        boolean failed = false;
        for (DoctorCheck check : new Doctor(console.hub(), device).examine()) {
            console.out().println(check.line(colour));
            failed |= check.verdict() == DoctorCheck.Verdict.FAIL;
        }
        return failed ? 1 : 0;
    }
}
