package dev.smoltulu.sweep.run;

import dev.smoltulu.sweep.cell.CellFolder;
import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.study.Study;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops the weights of measured cells that nobody will want. */
final class KeptWeights {

    private KeptWeights() {}

    static void prune(StudyFolder folder, StudyTable table, Study.Keep keep) {
        Set<String> wanted = keep == Study.Keep.BEST ? best(table) : Set.of();
        for (CellResult cell : table.cells()) {
            if (cell.status() != CellResult.Status.FINISHED) {
                continue;
            }
            CellFolder files = folder.cell(cell.id());
            if (keep == Study.Keep.ALL || wanted.contains(cell.id())) {
                files.dropCheckpoints();
            } else {
                files.dropWeights();
            }
        }
    }

    /** Of each task the best cell; of equal ones the first. */
    static Set<String> best(StudyTable table) {
        List<CellResult> finished = table.cells().stream()
                .filter(cell -> cell.status() == CellResult.Status.FINISHED)
                .toList();
        Set<String> best = new HashSet<>();
        for (StudyTable.Task task : table.tasks()) {
            CellResult leader = null;
            for (CellResult cell : finished) {
                if (leader == null
                        || better(
                                task,
                                cell.scores().get(task.name()),
                                leader.scores().get(task.name()))) {
                    leader = cell;
                }
            }
            if (leader != null) {
                best.add(leader.id());
            }
        }
        return best;
    }

    private static boolean better(StudyTable.Task task, CellResult.Score score, CellResult.Score than) {
        return task.higherIsBetter() ? score.value() > than.value() : score.value() < than.value();
    }
}
