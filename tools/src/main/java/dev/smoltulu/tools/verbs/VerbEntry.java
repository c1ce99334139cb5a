package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.KeySuggestion;
import dev.smoltulu.tools.cli.Program;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.recipe.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The verbs in the order of the help. A verb's own classes are loaded when it is asked for. */
public enum VerbEntry {
    QUICKSTART(
            Theme.START,
            "train a small model on a corpus made on the spot: no download, a few minutes",
            program -> new QuickstartVerb()),
    DOCTOR(
            Theme.START,
            "check Java, memory, disk, ONNX Runtime and CUDA, and say what to do",
            program -> new DoctorVerb()),
    SFT(
            Theme.TRAIN,
            "supervised finetuning: a model folder and rows in, a better model folder out",
            program -> new ProfiledVerb(new TrainingVerb(Objective.SFT))),
    DPO(
            Theme.TRAIN,
            "preference tuning: a finetuned model and better and worse answers in, a model folder out",
            program -> new ProfiledVerb(new TrainingVerb(Objective.DPO))),
    REWARD(
            Theme.TRAIN,
            "train a reward model, which scores a conversation with one number",
            program -> new ProfiledVerb(new TrainingVerb(Objective.REWARD))),
    RLVR(
            Theme.TRAIN,
            "reinforcement learning on answers that can be verified (GRPO, PPO)",
            program -> new ProfiledVerb(new TrainingVerb(Objective.RLVR))),
    SWEEP(
            Theme.TRAIN,
            "train and measure a recipe over a grid, such as learning rate by batch size; report",
            program -> new SweepVerb(program)),
    GENERATE(
            Theme.USE,
            "let a model go on from a prompt, or talk with it",
            program -> new ProfiledVerb(new GenerateVerb())),
    EVAL(
            Theme.USE,
            "measure a model with lm-evaluation-harness's definitions and files",
            program -> new ProfiledVerb(new EvalVerb(program))),
    SCORE(
            Theme.USE,
            "score rows with a reward model: one reward a conversation, accuracy over pairs",
            program -> new ProfiledVerb(new ScoreVerb())),
    BENCH(
            Theme.USE,
            "how fast a model generates and scores on this machine",
            program -> new ProfiledVerb(new BenchVerb())),
    EXPORT(
            Theme.DEPLOY,
            "write ONNX models that other runtimes serve, and prove that they say the same",
            program -> new ExportVerb()),
    VERIFY(Theme.DEPLOY, "hold exported models against the model they came from", program -> new VerifyVerb()),
    BUNDLE(Theme.DEPLOY, "this program with its own Java, for a machine with no network", program -> new BundleVerb()),
    DATA(
            Theme.INSPECT,
            "data show: print rows as the model reads them, trained tokens marked",
            program -> new DataVerb()),
    DOWNLOAD(
            Theme.INSPECT,
            "bring models from the Hugging Face hub into the shared cache",
            program -> new DownloadVerb()),
    GRAPHS(
            Theme.INSPECT,
            "write the on-device training artifacts of ONNX Runtime for a model",
            program -> new GraphsVerb());

    /** Headings of the overview. */
    public enum Theme {
        START("Start here"),
        TRAIN("Train"),
        USE("Use and evaluate"),
        DEPLOY("Deploy"),
        INSPECT("Data and models");

        private final String title;

        Theme(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final Theme theme;
    private final String summary;
    private final Function<Program, Verb> verb;

    VerbEntry(Theme theme, String summary, Function<Program, Verb> verb) {
        this.theme = theme;
        this.summary = summary;
        this.verb = verb;
    }

    /** The word after {@code smoltulu}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The heading that the overview lists it under. */
    public Theme theme() {
        return theme;
    }

    /** One line of help. */
    public String summary() {
        return summary;
    }

    /** The verb, ready to run. */
    public Verb create(Program program) {
        return verb.apply(program);
    }

    /**
     * The verb of this name.
     *
     * @throws UserError usage, with the verb most likely meant
     */
    public static VerbEntry find(String word) {
        Optional<VerbEntry> found = Arrays.stream(values())
                .filter(entry -> entry.word().equals(word))
                .findFirst();
        return found.orElseThrow(() -> word.startsWith("-") ? unknownFlag(word) : unknownVerb(word));
    }

    private static UserError unknownVerb(String word) {
        List<String> words = Arrays.stream(values()).map(VerbEntry::word).toList();
        return UserError.usage("unknown verb '" + word + "'"
                + KeySuggestion.suggestionFor(word, words)
                        .map(near -> "; did you mean smoltulu " + near + "?")
                        .orElse("; write smoltulu VERB with one of " + String.join(", ", words)));
    }

    private static UserError unknownFlag(String word) {
        return UserError.usage("unknown flag " + word
                + KeySuggestion.suggestionFor(word.replaceFirst("^--?", ""), List.of("help", "version"))
                        .map(near -> "; did you mean --" + near + "?")
                        .orElse("; the verb comes first: write smoltulu VERB " + word));
    }
}
