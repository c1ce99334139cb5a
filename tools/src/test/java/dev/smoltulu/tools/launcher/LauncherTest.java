package dev.smoltulu.tools.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a folder with blanks in its name, with Javas that print how they are called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {

    private static final String RELEASE = "JAVA_VERSION=\"%s\"%n";

    @TempDir
    Path folder;

    private Path home;
    private Path launcher;
    private Path target;

    @BeforeEach
    void copyLauncher() throws Exception {
        home = Files.createDirectory(folder.resolve("the program"));
        launcher = home.resolve("smoltulu");
        Files.copy(original(), launcher);
        executable(launcher);
        target = Files.createDirectories(home.resolve("tools/target"));
        Path source = Files.createDirectories(home.resolve("tools/src/main")).resolve("Source.java");
        for (Path file : List.of(Files.createFile(home.resolve("pom.xml")), Files.createFile(source))) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        }
        for (Path made : List.of(source.getParent(), source.getParent().getParent())) {
            Files.setLastModifiedTime(made, FileTime.fromMillis(0));
        }
        Files.createFile(target.resolve("launcher.stamp"));
    }

    @Test
    void handsFlagsOverToTheJavaOfJavaHome() throws Exception {
        Path java = java("jdk", "17.0.9");
        Ended ended = launch(launcher, Map.of("JAVA_HOME", java.toString()), "sft", "--data", "a b", "*");
        assertEquals(7, ended.code());
        assertTrue(ended.text().contains("[-Dorg.bytedeco.javacpp.nopointergc=true]"), ended.text());
        assertTrue(
                ended.text()
                        .contains("[" + target + "/*:" + target + "/lib/*][dev.smoltulu.tools.Main]"
                                + "[sft][--data][a b][*]"),
                ended.text());
        assertFalse(ended.text().contains("unsafe"), ended.text());
    }

    @Test
    void quietsTheWarningsOfNewerJavas() throws Exception {
        Ended ended = launch(launcher, Map.of("JAVA_HOME", java("jdk", "25.0.1").toString()));
        assertTrue(ended.text().contains("[--sun-misc-unsafe-memory-access=allow]"), ended.text());
    }

    @Test
    void takesTheJavaOnThePathWhereJavaHomeIsTooOld() throws Exception {
        Path old = java("old", "1.8.0_402");
        Path fitting = java("fitting", "21");
        String path = fitting.resolve("bin") + ":" + System.getenv("PATH");
        Ended ended = launch(launcher, Map.of("JAVA_HOME", old.toString(), "PATH", path));
        assertTrue(ended.text().startsWith(fitting.toString()), ended.text());
    }

    @Test
    void isFoundThroughLinks() throws Exception {
        Path links = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(links.resolve("inner"), Path.of("../the program/smoltulu"));
        Path outer = Files.createSymbolicLink(links.resolve("outer"), Path.of("inner"));
        Ended ended = launch(outer, Map.of("JAVA_HOME", java("jdk", "17").toString()));
        assertTrue(ended.text().contains(target + "/lib/*"), ended.text());
    }

    @Test
    void addsTheUsersOptionsLast() throws Exception {
        Ended ended = launch(
                launcher, Map.of("JAVA_HOME", java("jdk", "17").toString(), "SMOLTULU_JAVA_OPTS", "-Xmx9g -Dx=*"));
        assertTrue(ended.text().contains("[-Xmx9g][-Dx=*][-cp]"), ended.text());
    }

    @Test
    void buildsWhenSourcesAreNewerAndSaysSo() throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools bin"));
        executable(Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho \"$JAVA_HOME $@\" > called\n"));
        Path java = java("jdk", "17");
        Map<String, String> environment =
                Map.of("JAVA_HOME", java.toString(), "PATH", tools + ":" + System.getenv("PATH"));
        Path source = Files.writeString(home.resolve("tools/src/main/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 2000));
        Ended ended = launch(launcher, environment);
        assertTrue(ended.text().startsWith("smoltulu: building the program anew"), ended.text());
        assertTrue(Files.readString(home.resolve("called")).startsWith(java + " -q -B"));
    }

    @Test
    void whereMavenIsNotInstalledTheWrapperBuilds() throws Exception {
        Path bare = Files.createDirectory(folder.resolve("no maven"));
        for (String program : List.of("sh", "dirname", "basename", "readlink", "mkdir", "rm", "mv", "uname", "grep")) {
            Files.createSymbolicLink(bare.resolve(program), which(program));
        }
        Files.delete(target.resolve("launcher.stamp"));
        Map<String, String> environment = Map.of("JAVA_HOME", java("jdk", "17").toString(), "PATH", bare.toString());
        executable(Files.writeString(home.resolve("mvnw"), "#!/bin/sh\necho \"$@\" > called\n"));
        Ended without = launch(launcher, environment);
        assertEquals(1, without.code());
        assertEquals(
                "smoltulu: Maven is needed to build the program: install Maven 3.8 or newer, or unzip to let mvnw"
                        + " download it\n",
                without.text());
        executable(Files.writeString(bare.resolve("unzip"), "#!/bin/sh\n"));
        assertEquals(7, launch(launcher, environment).code());
        assertEquals(
                "-q -B -Dstyle.color=never -Dquick -Dmaven.test.skip=true -pl tools -am package\n",
                Files.readString(home.resolve("called")));
    }

    private static Path which(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFailedBuildIsNotTakenForOne() throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools bin"));
        executable(Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho '[ERROR] no such symbol'\nexit 1\n"));
        Files.delete(target.resolve("launcher.stamp"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", java("jdk", "17").toString(), "PATH", tools + ":" + System.getenv("PATH"));
        for (int attempt = 0; attempt < 2; attempt++) {
            Ended ended = launch(launcher, environment);
            assertEquals(1, ended.code(), ended.text());
            assertTrue(ended.text().contains("[ERROR] no such symbol"), ended.text());
            assertTrue(ended.text().contains("the build failed"), ended.text());
        }
    }

    @Test
    void aBundleRunsItsOwnJavaAndNothingElse() throws Exception {
        Path runtime = java("runtime", "17.0.9");
        Files.move(runtime, home.resolve("runtime"));
        Ended ended =
                launch(launcher, Map.of("JAVA_HOME", java("jdk", "17").toString(), "HOME", "/the/home"), "doctor");
        assertEquals(7, ended.code());
        assertTrue(
                ended.text().contains("[-Duser.home=/the/home][-Djava.library.path=" + home.toRealPath() + "/natives]"),
                ended.text());
        assertTrue(
                ended.text().contains("[-cp][" + home.toRealPath() + "/lib/*][dev.smoltulu.tools.Main][doctor]"),
                ended.text());
    }

    @Test
    void theCudaBuildIsFetchedOnceWhereItIsAskedFor() throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools bin"));
        executable(Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho \"$@\" >> called\n"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", java("jdk", "17").toString(), "PATH", tools + ":" + System.getenv("PATH"));
        String cuda = "[" + target + "/cuda/*:" + target + "/*:";
        assertFalse(launch(launcher, environment, "bundle", "--device", "cpu")
                .text()
                .contains(cuda));
        for (List<String> words :
                List.of(List.of("bundle", "--device", "cuda"), List.of("bundle", "--device=cuda:1"))) {
            assertTrue(launch(launcher, environment, words.toArray(String[]::new))
                    .text()
                    .contains(cuda));
        }
        Map<String, String> variable = new HashMap<>(environment);
        variable.put("SMOLTULU_DEVICE", "cuda");
        assertTrue(launch(launcher, variable, "bundle").text().contains(cuda));
        assertEquals(
                "-q -B -Dstyle.color=never -Pcuda -pl tools dependency:copy@cuda\n",
                Files.readString(home.resolve("called")));
    }

    @Test
    void theSparkModuleIsBuiltOnceWhereAClusterIsNamed() throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools bin"));
        Path jar = home.resolve("spark/target/smoltulu-spark.jar");
        executable(Files.writeString(
                tools.resolve("mvn"),
                "#!/bin/sh\necho \"$@\" >> called\nmkdir -p '" + jar.getParent() + "'\ntouch '" + jar + "'\n"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", java("jdk", "17").toString(), "PATH", tools + ":" + System.getenv("PATH"));
        for (String master : List.of("--master=yarn", "--master", "--master")) {
            assertEquals(7, launch(launcher, environment, "sweep", master).code());
        }
        assertEquals(
                "-q -B -Dstyle.color=never -Pspark -Dquick -Dmaven.test.skip=true -pl spark package\n",
                Files.readString(home.resolve("called")));
    }

    @Test
    void aProfileWaitsForEachKernel() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("jdk", "17").toString());
        for (String[] words :
                List.of(new String[] {"sft", "--profile", "a.json"}, new String[] {"sft", "--profile=a"})) {
            assertTrue(launch(launcher, environment, words).text().endsWith(" blocking=1"));
        }
        assertTrue(
                launch(launcher, environment, "sft", "--data", "profile").text().endsWith(" blocking="));
    }

    private record Ended(int code, String text) {}

    private static Ended launch(Path command, Map<String, String> environment, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(command.toString()));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().remove("SMOLTULU_JAVA_OPTS");
        builder.environment().remove("SMOLTULU_DEVICE");
        builder.environment().remove("CUDA_LAUNCH_BLOCKING");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return new Ended(process.exitValue(), text);
    }

    /** A Java that prints its own folder, each argument and whether CUDA waits for kernels, and ends with code 7. */
    private Path java(String name, String version) throws IOException {
        Path java = folder.toRealPath().resolve(name);
        Files.createDirectories(java.resolve("bin"));
        Files.writeString(java.resolve("release"), String.format(RELEASE, version));
        for (String program : List.of("java", "javac")) {
            executable(Files.writeString(
                    java.resolve("bin").resolve(program),
                    "#!/bin/sh\nprintf '%s ' \"" + java + "\"\nfor a in \"$@\"; do printf '[%s]' \"$a\"; done\n"
                            + "printf ' blocking=%s' \"${CUDA_LAUNCH_BLOCKING:-}\"\nexit 7\n"));
        }
        return java;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path original() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("smoltulu"))) {
            folder = folder.getParent();
        }
        return folder.resolve("smoltulu");
    }
}
