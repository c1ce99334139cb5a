package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.hub.Download;
import dev.smoltulu.hub.ModelLocator;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu download}. */
final class DownloadVerb implements Verb {

    private static final String CONFIG_ONLY = "config-only";
    private static final String DATASET = "dataset";

    @Override
    public String synopsis() {
        return "[--dataset] org/name[@revision]... [--config-only]";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of(
                "Flags",
                FlagGroup.plain(
                        DATASET,
                        "the names are those of datasets, not of models: brings their .parquet, "
                                + ".jsonl and .json files"),
                FlagGroup.plain(CONFIG_ONLY, "leave the weights: enough for a model that starts with --init random")));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Prints the folder of each model or dataset. Interrupted downloads go on where they stopped.",
                "The benchmarks' datasets are allenai/ai2_arc, Rowan/hellaswag, openai/gsm8k and google/IFEval.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "smoltulu download HuggingFaceTB/SmolLM2-135M",
                "smoltulu download --dataset allenai/ai2_arc Rowan/hellaswag openai/gsm8k google/IFEval");
    }

    @Override
    public int run(CommandLine line, Console console) {
        download(line, console).run(line.getArgList(), console.out(), console.err());
        return 0;
    }

    private static Download download(CommandLine line, Console console) {
        if (!line.hasOption(DATASET)) {
            ModelLocator.FileSet files =
                    line.hasOption(CONFIG_ONLY) ? ModelLocator.FileSet.CONFIGURATION : ModelLocator.FileSet.MODEL;
            return Download.ofModels(console.models(), files);
        }
        if (line.hasOption(CONFIG_ONLY)) {
            throw UserError.usage("--config-only is for models; leave it out with --dataset");
        }
        return Download.ofDatasets(console.datasets());
    }
}
