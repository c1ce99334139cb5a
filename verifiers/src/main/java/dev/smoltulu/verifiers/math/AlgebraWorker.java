package dev.smoltulu.verifiers.math;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.matheclipse.core.eval.ExprEvaluator;
import org.matheclipse.core.interfaces.IExpr;

/**
 * A process of its own for Symja, so that work which does not end can be ended: reads an expression a line, writes
 * whether it is zero. It ends with its input, also in the middle of work.
 */
public final class AlgebraWorker {

    static final String READY = "ready";
    static final String ZERO = "zero";
    static final String NOT_ZERO = "not zero";
    static final String FAILED = "failed";

    /** The cheap ones first. */
    private static final List<String> PROOFS = List.of("Together", "Simplify", "FullSimplify");

    private static final long STACK = 64L << 20;

    private AlgebraWorker() {}

    public static void main(String[] args) {
        // The answers alone go to the parent, whatever a library prints.
        PrintStream answers = System.out;
        System.setOut(System.err);
        Thread work = new Thread(null, () -> answer(answers), "algebra", STACK);
        work.setDaemon(true);
        work.start();
        read();
        Runtime.getRuntime().halt(0);
    }

    private static final BlockingQueue<String> QUESTIONS = new LinkedBlockingQueue<>();

    private static void read() {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                QUESTIONS.add(line);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private static void answer(PrintStream answers) {
        ExprEvaluator evaluator = new ExprEvaluator(true, (short) 0);
        isZero(evaluator, "Plus(Sin(v1)^2,Cos(v1)^2,-1)");
        answers.println(READY);
        answers.flush();
        try {
            while (true) {
                answers.println(verdict(evaluator, QUESTIONS.take()));
                answers.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String verdict(ExprEvaluator evaluator, String expression) {
        try {
            return isZero(evaluator, expression) ? ZERO : NOT_ZERO;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            return FAILED + " " + String.valueOf(e).lines().findFirst().orElse("");
        }
    }

    private static boolean isZero(ExprEvaluator evaluator, String expression) {
        for (String proof : PROOFS) {
            evaluator.clearVariables();
            IExpr simplified = evaluator.eval(proof + "(" + expression + ")");
            if (simplified.isZero()) {
                return true;
            }
        }
        return false;
    }
}
