package dev.smoltulu.tools.quickstart;

import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.deploy.export.ExportRun;
import dev.smoltulu.deploy.export.ExportSettings;
import dev.smoltulu.deploy.export.VerifyReport;
import dev.smoltulu.deploy.export.VerifyRun;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.tools.cli.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The quickstart's last step: its model for other runtimes, held against itself on rows it was not trained on. */
public final class QuickstartExport {

    private static final int TOKENS = 2000;

    private QuickstartExport() {}

    /**
     * Exports the trained model, verifies it and prints one answer of an exported file.
     *
     * @param folder is made
     */
    public static void run(QuickstartFiles files, Path folder, Console console) {
        ExportRun.run(
                new ExportSettings(
                        files.output(),
                        folder,
                        List.of(Precision.FP32, Precision.INT8, Precision.INT4),
                        Optional.empty(),
                        false,
                        false),
                console.err()::println);
        VerifyReport report = VerifyRun.run(
                files.output(), folder, Optional.of(files.data().heldOut()), TOKENS, console.err()::println);
        AtomicFile.write(folder.resolve(VerifyReport.FILE_NAME), report.json());
        console.out().println("\nExported for ONNX Runtime, onnxruntime-genai, transformers.js and Optimum: " + folder);
        console.out().print(report.table());
        report.faults().forEach(fault -> console.out().println("beyond tolerance: " + fault));
        console.out()
                .println("An answer of " + Precision.INT4.fileName() + ":\n"
                        + report.answer(ExportRun.MODELS + "/" + Precision.INT4.fileName()));
        console.out().flush();
    }
}
