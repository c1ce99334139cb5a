package dev.smoltulu.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.rows.RowFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The rows of a recipe's sources in the order of the files, read once: encoded side by side, collected in order, so
 * that the first broken row is the one named.
 */
final class SourceRows<T> {

    private static final int CHUNK = 512;

    /** Makes something of a row, by several threads at once. */
    interface Encoder<T> {
        T encode(String where, JsonObject row);
    }

    /** Takes what became of a row that is used so many times, one row after the other. */
    interface Collector<T> {
        void collect(T encoded, int times);
    }

    private record Pending(String where, JsonObject row, int times) {}

    private final Encoder<T> encoder;
    private final Collector<T> collector;
    private final LongConsumer rowsRead;
    private final BooleanSupplier stop;
    private final List<Pending> pending = new ArrayList<>(CHUNK);
    private long read;

    private SourceRows(Encoder<T> encoder, Collector<T> collector, LongConsumer rowsRead, BooleanSupplier stop) {
        this.encoder = encoder;
        this.collector = collector;
        this.rowsRead = rowsRead;
        this.stop = stop;
    }

    /**
     * Reads all sources.
     *
     * @param seed     draws which rows a weight or a number of rows takes
     * @param rowsRead told how many rows are read, now and then
     * @param stop     asked now and then; true ends reading with an InterruptedException, as an interrupt does
     * @return rows read, repeats included
     * @throws UserError            for broken files, and the encoder's
     * @throws InterruptedException when stopped
     */
    static <T> long read(
            List<DataSource> sources,
            long seed,
            Encoder<T> encoder,
            Collector<T> collector,
            LongConsumer rowsRead,
            BooleanSupplier stop)
            throws InterruptedException {
        SourceRows<T> rows = new SourceRows<>(encoder, collector, rowsRead, stop);
        for (int i = 0; i < sources.size(); i++) {
            rows.add(sources.get(i), seed + i);
        }
        return rows.read;
    }

    private void add(DataSource source, long seed) throws InterruptedException {
        List<Path> files = RowFile.expand(source.path());
        RowSelection selection = source.isWhole() ? RowSelection.all() : null;
        if (selection == null) {
            long available = 0;
            for (Path file : files) {
                checkStop();
                available += RowFile.count(file);
            }
            if (available == 0) {
                throw UserError.failed(source.path() + ": no rows in it");
            }
            selection = RowSelection.draw(available, source.wanted(available), seed);
        }
        long[] index = {0};
        RowSelection chosen = selection;
        for (Path file : files) {
            RowFile.read(file, (where, row) -> {
                int times = chosen.times(index[0]++);
                if (times > 0) {
                    pending.add(new Pending(where, row, times));
                }
                if (pending.size() >= CHUNK) {
                    flush();
                }
            });
        }
        flush();
        if (index[0] == 0) {
            throw UserError.failed(source.path() + ": no rows in it");
        }
    }

    private void checkStop() throws InterruptedException {
        if (stop.getAsBoolean() || Thread.interrupted()) {
            throw new InterruptedException("stopped while reading data");
        }
    }

    /** What became of a row: a value or an error. */
    private record Outcome<T>(T value, UserError error) {}

    private void flush() throws InterruptedException {
        checkStop();
        List<Outcome<T>> outcomes = pending.parallelStream().map(this::encode).toList();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).error != null) {
                throw outcomes.get(i).error;
            }
            read += pending.get(i).times;
            collector.collect(outcomes.get(i).value, pending.get(i).times);
        }
        pending.clear();
        rowsRead.accept(read);
    }

    private Outcome<T> encode(Pending row) {
        try {
            return new Outcome<>(encoder.encode(row.where, row.row), null);
        } catch (UserError e) {
            return new Outcome<>(null, e);
        }
    }

    /** How often each row of a source is used: whole repeats for every row, and one more for rows drawn by the seed. */
    private static final class RowSelection {

        private final int repeats;
        private final boolean[] drawn;

        private RowSelection(int repeats, boolean[] drawn) {
            this.repeats = repeats;
            this.drawn = drawn;
        }

        /** Every row once. */
        static RowSelection all() {
            return new RowSelection(1, new boolean[0]);
        }

        /**
         * @param available rows of the source, at least 1
         * @param wanted    rows to use
         */
        static RowSelection draw(long available, long wanted, long seed) {
            int rows = Math.toIntExact(available);
            int left = (int) (wanted % available);
            boolean[] drawn = new boolean[rows];
            int[] order = new int[rows];
            Arrays.setAll(order, i -> i);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < left; i++) {
                int other = i + random.nextInt(rows - i);
                int picked = order[other];
                order[other] = order[i];
                drawn[picked] = true;
            }
            return new RowSelection(Math.toIntExact(wanted / available), drawn);
        }

        /** How often row {@code index}, counted from 0 over the files of the source, is used. */
        int times(long index) {
            return repeats + (index < drawn.length && drawn[(int) index] ? 1 : 0);
        }
    }
}
