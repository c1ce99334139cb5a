package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.doctor.Check;
import dev.smoltulu.tools.doctor.Doctor;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu doctor}. */
final class DoctorVerb implements Verb {

    private static final String COLOR = "color";

    @Override
    public String synopsis() {
        return "[--color auto|always|never]";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of("Flags",
                FlagGroup.valued(COLOR, "auto|always|never", "colour the verdicts (default auto: on a terminal)")));
    }

    @Override
    public List<String> notes() {
        return List.of("Asks no network. Exit code 1 if something fails that every run needs.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        boolean colour = console.colour(line.getOptionValue(COLOR, "auto"));
        boolean failed = false;
        for (Check check : new Doctor(console.hub()).examine()) {
            console.out().println(check.line(colour));
            failed |= check.verdict() == Check.Verdict.FAIL;
        }
        return failed ? 1 : 0;
    }
}
