package dev.smoltulu.eval.task;
import java.util.*;
public final class Tasks { public static List<String> names() { return List.of(); } public static Optional<TaskDefinition> find(String n) { return Optional.empty(); } }
