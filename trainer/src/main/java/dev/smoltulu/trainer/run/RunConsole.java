package dev.smoltulu.trainer.run;

import dev.smoltulu.trainer.progress.Terminal;
import java.io.PrintStream;

/**
 * What a run talks to: where it prints, what that can show, and who may stop it.
 */
public record RunConsole(PrintStream out, Terminal terminal, StopSignal stop) {
}
