# packages.sh: which Debian packages are needed, and how they are installed.
# Read by deploy/run and tests/run.

build_packages="gcc libc6-dev cmake ninja-build pkg-config libevent-dev libnghttp2-dev
	libmbedtls-dev libsodium-dev libgcrypt20-dev nettle-dev libsqlite3-dev libpq-dev
	libmd4c-dev libutf8proc-dev libgettextpo-dev zlib1g-dev libisal-dev
	libbrotli-dev libcurl4-gnutls-dev ca-certificates tzdata"

test_packages="libcmocka-dev
	postgresql haproxy curl jq openssl testssl.sh chromium nginx-light wrk
	nghttp2-client sqlite3 procps"

# Node.js from wherever it came; Debian's where there is none.
command -v npm >/dev/null || test_packages="$test_packages nodejs npm"
# Java runs the HTML checker.
command -v java >/dev/null || test_packages="$test_packages default-jre-headless"

# install_packages NAME …: those that are not there yet, as root or with sudo.
install_packages() {
	missing=""
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
			grep -q 'ok installed' || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "Installing:$missing"
	as_root=""
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || {
			echo "Run this as root or install sudo:" \
				"apt-get install$missing" >&2
			return 1
		}
		as_root="sudo"
	fi
	$as_root apt-get update -q >/dev/null
	# Tests start the servers that they need themselves: Debian's policy-rc.d
	# keeps a package from starting its own.
	(
		policy=/usr/sbin/policy-rc.d
		if [ ! -e $policy ]; then
			trap '$as_root rm -f $policy' EXIT
			trap 'exit 1' HUP INT TERM
			printf '#!/bin/sh\nexit 101\n' |
				$as_root tee $policy >/dev/null
			$as_root chmod 755 $policy
		fi
		# shellcheck disable=SC2086
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
			-yq --no-install-recommends $missing >/dev/null
	)
}
