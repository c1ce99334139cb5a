package dev.smoltulu.tools.verbs;

import com.google.gson.GsonBuilder;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.runtime.Profiler;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.profile.OperatorProfile;
import dev.smoltulu.tools.profile.ProfileReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** A verb that can also say where its time went: {@code --profile FILE}. */
final class ProfiledVerb implements Verb {

    private static final String PROFILE = "profile";

    private final Verb verb;

    ProfiledVerb(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String synopsis() {
        return verb.synopsis();
    }

    @Override
    public List<FlagGroup> flags() {
        List<FlagGroup> groups = new ArrayList<>(verb.flags());
        groups.add(FlagGroup.of(
                "Where the time goes",
                FlagGroup.valued(
                        PROFILE,
                        "FILE",
                        "time every operator, print the "
                                + "costliest and write all of them to this JSON file; a few steps tell enough")));
        return groups;
    }

    @Override
    public boolean takesWords() {
        return verb.takesWords();
    }

    @Override
    public List<String> notes() {
        return verb.notes();
    }

    @Override
    public List<String> examples() {
        return verb.examples();
    }

    @Override
    public int run(CommandLine line, Console console) {
        if (!line.hasOption(PROFILE)) {
            return verb.run(line, console);
        }
        Path file = RecipeFlags.path(PROFILE, line.getOptionValue(PROFILE));
        if (Files.isDirectory(file) || !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw UserError.usage("--" + PROFILE + " " + file + " is no file in a folder that is there; give one");
        }
        try (Profiler profiler = Profiler.start()) {
            int code = verb.run(line, console);
            ProfileReport report =
                    new ProfileReport(OperatorProfile.read(profiler.files()), console.isSet("CUDA_LAUNCH_BLOCKING"));
            AtomicFile.write(
                    file, new GsonBuilder().setPrettyPrinting().create().toJson(report.json()) + "\n");
            // Not among the results: generate writes text there.
            console.err().print(report.text());
            console.err().println("the profile is in " + file);
            return code;
        }
    }
}
