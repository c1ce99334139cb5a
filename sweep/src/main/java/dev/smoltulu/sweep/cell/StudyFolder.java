package dev.smoltulu.sweep.cell;

import dev.smoltulu.sweep.plan.PlanJson;
import dev.smoltulu.sweep.plan.StudyPlan;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a study: {@code study.json}, its plan; {@code cells/<id>}, a run folder for each cell; and the report.
 */
public record StudyFolder(Path path) {

    private static final String PLAN = "study.json";

    /** The file of the plan. */
    public Path planFile() {
        return path.resolve(PLAN);
    }

    /** Whether a study was started here. */
    public boolean holdsStudy() {
        return Files.exists(planFile());
    }

    /**
     * The plan.
     *
     * @throws dev.smoltulu.base.UserError when there is none
     */
    public StudyPlan plan() {
        return PlanJson.read(planFile());
    }

    /** The folder of a cell, which may not exist yet. */
    public CellFolder cell(String id) {
        return new CellFolder(path.resolve("cells").resolve(id));
    }
}
