@echo off
rem Starts SmolTulu from a source tree on Windows: finds a fitting Java, and builds the program if that was not done.
rem SMOLTULU_JAVA_OPTS adds options for Java. Unlike the launcher for Linux and macOS this one does not see that sources
rem have changed (delete tools\target\launcher.stamp to build anew), and bundles, CUDA and Spark are Linux's.
setlocal EnableExtensions DisableDelayedExpansion

set "LEAST_JAVA=17"
set "root=%~dp0"
set "root=%root:~0,-1%"
set "target=%root%\tools\target"
set "stamp=%target%\launcher.stamp"

if not exist "%stamp%" (
    call :build
    if errorlevel 1 exit /b 1
)
call :find_java java.exe
if not defined bin (
    echo smoltulu: Java %LEAST_JAVA% or newer is needed; install one or set JAVA_HOME to it>&2
    exit /b 1
)

rem Java 24 and later warn of sun.misc.Unsafe, which libraries use.
set "unsafe="
if %release% geq 24 set "unsafe=--sun-misc-unsafe-memory-access=allow"

rem The options are those of the launcher for Linux and macOS, which gives the reasons.
"%bin%\java.exe" ^
    "-Dsmoltulu.home=%root%" ^
    -Dorg.bytedeco.javacpp.maxBytes=0 ^
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 ^
    -Dorg.bytedeco.javacpp.nopointergc=true ^
    -Dai.djl.offline=true ^
    -DOPT_OUT_TRACKING=true ^
    -Dfile.encoding=UTF-8 ^
    -XX:+UseSerialGC ^
    -XX:InitialRAMPercentage=0.5 ^
    -XX:MaxRAMPercentage=25 ^
    -XX:MinHeapFreeRatio=10 ^
    -XX:MaxHeapFreeRatio=30 ^
    -Xshare:auto ^
    --enable-native-access=ALL-UNNAMED ^
    %unsafe% %SMOLTULU_JAVA_OPTS% -cp "%target%\*;%target%\lib\*" dev.smoltulu.tools.Main %*
exit /b %errorlevel%

:build
call :find_java javac.exe
if not defined bin (
    echo smoltulu: a JDK %LEAST_JAVA% or newer is needed to build the program; install one or set JAVA_HOME to it>&2
    exit /b 1
)
rem Where Maven is not installed, mvnw downloads it.
set "maven=%root%\mvnw.cmd"
for %%m in (mvn.cmd) do if not "%%~$PATH:m"=="" set "maven=%%~$PATH:m"
if not exist "%target%" mkdir "%target%"
echo smoltulu: building the program; Maven also downloads its libraries>&2
setlocal
for %%h in ("%bin%\..") do set "JAVA_HOME=%%~fh"
pushd "%root%"
call "%maven%" -q -B -Dstyle.color=never -Dquick -Dmaven.test.skip=true -pl tools -am package > "%target%\build.log" 2>&1
set "result=%errorlevel%"
popd
endlocal & set "result=%result%"
if not "%result%"=="0" goto build_failed
type nul > "%stamp%"
exit /b 0

:build_failed
findstr /l /c:"[ERROR]" "%target%\build.log" >&2
echo smoltulu: the build failed; all of Maven's output is in "%target%\build.log">&2
exit /b 1

rem Sets bin to the bin folder of the first fitting Java that has the program %1, and release to its version's number.
:find_java
set "bin="
if defined JAVA_HOME call :try "%JAVA_HOME%\bin" %1
set "found="
for %%j in (%1) do set "found=%%~$PATH:j"
if defined found for %%f in ("%found%") do call :try "%%~dpf." %1
for %%v in ("Java" "Eclipse Adoptium" "Microsoft" "Amazon Corretto" "Zulu" "BellSoft") do (
    for /d %%d in ("%ProgramFiles%\%%~v\*") do call :try "%%~d\bin" %1
)
for /d %%d in ("%USERPROFILE%\.jdks\*") do call :try "%%~d\bin" %1
exit /b 0

rem Takes the folder %1 if it has the program %2 and its Java, by the release file, is new enough.
:try
if defined bin exit /b 0
if not exist "%~1\%2" exit /b 0
if not exist "%~1\..\release" exit /b 0
set "version="
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\..\release") do if "%%a"=="JAVA_VERSION" set "version=%%~b"
if not defined version exit /b 0
set "release=0"
for /f "tokens=1 delims=.-+_" %%n in ("%version%") do set "release=%%n"
if %release% geq %LEAST_JAVA% set "bin=%~1"
exit /b 0
