# What tools/netstack and tools/verify share: finding a JDK 25, installing what is missing, building. Sourced, not run.

say() { printf 'netstack: %s\n' "$*" >&2; }

# --- JDK 25 -----------------------------------------------------------------------------------------------------------------------------

# The release file tells the version without starting a JVM; javac tells a JDK from a JRE.
is_jdk_25() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."+-]' "$1/release"
}

# Sets jdk, or fails.
find_jdk_25() {
    local candidate
    if [ -n "${NETSTACK_JAVA_HOME:-}" ]; then
        is_jdk_25 "$NETSTACK_JAVA_HOME" || { say "NETSTACK_JAVA_HOME=$NETSTACK_JAVA_HOME is no JDK 25"; return 1; }
        jdk=$NETSTACK_JAVA_HOME
        return 0
    fi
    for candidate in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/* "${HOME:-/root}"/.sdkman/candidates/java/* \
            "${HOME:-/root}"/.jdks/* /opt/java/* /opt/*jdk*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            jdk=$candidate
            return 0
        fi
    done
    candidate=$(command -v java) && candidate=$(readlink -f -- "$candidate") && candidate=${candidate%/bin/java}
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
        jdk=$candidate
        return 0
    fi
    say "no JDK 25 found: install one (Eclipse Temurin 25, or the package openjdk-25-jdk), or set NETSTACK_JAVA_HOME to where it is"
    return 1
}

# --- packages ---------------------------------------------------------------------------------------------------------------------------

# Each thing by the name that each package manager has for it.
package_name() {
    case $1:$2 in
        libpcap:apt-get) echo libpcap0.8 ;;
        iproute2:dnf) echo iproute ;;
        tshark:dnf) echo wireshark-cli ;;
        tshark:pacman) echo wireshark-cli ;;
        ab:dnf) echo httpd-tools ;;
        ab:pacman) echo apache ;;
        ab:*) echo apache2-utils ;;
        nc:pacman) echo openbsd-netcat ;;
        nc:dnf) echo netcat ;;
        nc:*) echo netcat-openbsd ;;
        *) echo "$1" ;;
    esac
}

package_manager() {
    local manager
    for manager in apt-get dnf apk pacman zypper; do
        if command -v "$manager" >/dev/null; then
            echo "$manager"
            return 0
        fi
    done
    return 1
}

install_command() {
    local manager=$1 thing names=
    shift
    for thing; do names="$names $(package_name "$thing" "$manager")"; done
    case $manager in
        apt-get) echo "apt-get install -y --no-install-recommends$names" ;;
        dnf) echo "dnf install -y$names" ;;
        apk) echo "apk add$names" ;;
        pacman) echo "pacman -S --noconfirm$names" ;;
        zypper) echo "zypper --non-interactive install$names" ;;
    esac
}

# Installs the things when it may, saying so first; else prints the one command. Fails when they are not there afterwards.
install() {
    local manager command log
    if ! manager=$(package_manager); then
        say "missing: $*; install it with this system's package manager"
        return 1
    fi
    command=$(install_command "$manager" "$@")
    if [ "$(id -u)" != 0 ]; then
        say "missing: $*; run: sudo $command"
        return 1
    fi
    say "missing: $*; installing with: $command"
    log=$(mktemp)
    # a fresh machine has no package lists, an old one has lists of packages that are gone: fetch them when the first try fails
    if DEBIAN_FRONTEND=noninteractive $command >"$log" 2>&1 </dev/null \
            || { [ "$manager" = apt-get ] && apt-get update >>"$log" 2>&1 </dev/null \
                && DEBIAN_FRONTEND=noninteractive $command >>"$log" 2>&1 </dev/null; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 3 "$log" >&2
    rm -f "$log"
    say "could not install $*; run: $command"
    return 1
}

has_libpcap() {
    compgen -G '/usr/lib/*/libpcap.so*' >/dev/null || compgen -G '/usr/lib*/libpcap.so*' >/dev/null \
        || compgen -G '/lib/*/libpcap.so*' >/dev/null || compgen -G '/usr/local/lib*/libpcap.so*' >/dev/null
}

require_mvn() {
    command -v mvn >/dev/null || install maven
}

# Maven itself may run on an older JDK; it finds the one to compile with by this variable, wherever it lies.
run_mvn() {
    if [ -z "${JAVA_HOME:-}" ] && ! command -v java >/dev/null; then
        export JAVA_HOME="$jdk"
    fi
    (cd "$root" && JAVA25_HOME="$jdk" mvn -B --no-transfer-progress -Dstyle.color=never "$@")
}
