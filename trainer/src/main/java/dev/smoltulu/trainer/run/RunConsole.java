package dev.smoltulu.trainer.run;

import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.base.terminal.Terminal;
import java.io.PrintStream;

/**
 * What a run talks to: where it prints, what that can show, and who may stop it.
 */
public record RunConsole(PrintStream out, Terminal terminal, StopSignal stop) {}
