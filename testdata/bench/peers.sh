#!/usr/bin/env bash
# Measures how long `sigconv apply` takes on this machine, beside cp, SoX, ffmpeg and BruteFIR.
set -euo pipefail

usage() {
	cat <<'END'
usage: testdata/bench/peers.sh [--quick] [--long] [--json FILE]

  --quick      30 seconds of sound and few runs, to try this script; the times say little
  --long       also a sound ten times as long, which takes 4 GB of disk and some minutes more
  --json FILE  keep the numbers; cmd/sigconv/internal/plot/speed draws them

Needs Go and hyperfine, 1 GB in the folder of temporary files and an idle machine for 10 minutes or so.
Measures those of sox, ffmpeg and brutefir that are installed; installs nothing.
END
}

fail() { echo "peers.sh: $*" >&2; exit 1; }
say() { echo "$*" >&2; }
have() { command -v "$1" >/dev/null; }

seconds=600 runs=7 lengths='3 15 63 255 1023 4095 65535' long='' keep=''
while [ $# -gt 0 ]; do
	case $1 in
	--quick) seconds=30 runs=3 ;;
	--long) long=yes ;;
	--json) [ $# -gt 1 ] || fail '--json needs a file'; keep=$(cd "$(dirname "$2")" && pwd)/$(basename "$2"); shift ;;
	-h | --help) usage; exit ;;
	*) usage >&2; exit 2 ;;
	esac
	shift
done
have go || fail 'go is missing: https://go.dev/dl'
have hyperfine || fail 'hyperfine is missing: https://github.com/sharkdp/hyperfine, or apt-get install hyperfine'

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
numbers=$work/numbers.json
(cd "$root" && go build -o "$work" ./cmd/sigconv ./testdata/bench)

# Every program runs in the folder of temporary files, so that no command has a path in it. BruteFIR writes
# its defaults and FFT plans into the home folder; this is it as well.
cd "$work"

hyperfine_options=(-N --warmup 1 --runs "$runs")

run_hyperfine() {
	HOME=$work hyperfine "${hyperfine_options[@]}" "$@" --export-json times.json >log 2>&1 || { cat log >&2; exit 1; }
}

# brutefir_config TAPS: the settings that were fastest for a file, as far as its users have a choice: floats of
# 32 bits, its default, and one block of 32,768, or as many as the kernel needs. 44 bytes are the WAV header.
brutefir_config() {
	local length=32768
	[ "$1" -le $length ] || length=65536
	cat <<-END
		sampling_rate: 44100;
		float_bits: 32;
		filter_length: $length;
		show_progress: false;
		overflow_warnings: false;
		convolver_config: "fft.plans";
		coeff "kernel" { filename: "kernel.txt"; };
		input "left", "right" { device: "file" { path: "in.wav"; skip: 44; }; sample: "S16_LE"; channels: 2; };
		output "out left", "out right" { device: "file" { path: "brutefir.raw"; }; sample: "S16_LE"; channels: 2; };
		filter "left" { from_inputs: "left"; to_outputs: "out left"; coeff: "kernel"; };
		filter "right" { from_inputs: "right"; to_outputs: "out right"; coeff: "kernel"; };
	END
}

# check_length FILE...: a program that leaves out a channel, or the end of the sound, is no peer.
check_length() {
	local want got file
	want=$(($(wc -c <in.wav) - 44))
	for file; do
		got=$(wc -c <"$file")
		if [ "$got" -lt "$want" ] || [ "$got" -gt $((want + 200)) ]; then
			fail "$file has $got bytes, in.wav $want of samples"
		fi
	done
}

# peak_memory COMMAND...: the most KiB that a command took, 0 where GNU time is not installed.
peak_memory() {
	if /usr/bin/time -f %M true >/dev/null 2>&1; then
		/usr/bin/time -o memory -f %M "$@" >/dev/null
		tail -n 1 memory
	else
		echo 0
	fi
}

# keep_times SOUND TAPS COMMAND...: keeps what hyperfine measured, with the memory of this command.
keep_times() { ./bench keep -memory "$(peak_memory "${@:3}")" "$numbers" "$1" "$2" times.json; }

# measure_peers TAPS: every program on the main sound.
measure_peers() {
	say "$1 taps"
	./bench kernel "$1" kernel
	local commands=(-n cp 'cp in.wav cp.wav') outputs=(cp.wav sigconv.wav)
	if have sox; then
		commands+=(-n SoX 'sox -D -V1 in.wav sox.wav fir kernel.txt')
		outputs+=(sox.wav)
	fi
	if have ffmpeg; then # in single precision, its fastest; other sizes of its partitions are no faster
		commands+=(-n ffmpeg 'ffmpeg -nostdin -v error -y -i in.wav -i kernel.wav -filter_complex afir=precision=float -c:a pcm_s16le ffmpeg.wav')
		outputs+=(ffmpeg.wav)
	fi
	if have brutefir; then
		brutefir_config "$1" >brutefir.conf
		commands+=(-n BruteFIR 'brutefir brutefir.conf')
		outputs+=(brutefir.raw)
	fi
	commands+=(-n sigconv './sigconv apply in.wav kernel.txt -q -f -o sigconv.wav')
	run_hyperfine "${commands[@]}"
	check_length "${outputs[@]}"
	keep_times '16-bit stereo' "$1" ./sigconv apply in.wav kernel.txt -q -f -o sigconv.wav
}

# measure_sound NAME FILE: sigconv on another sound, beside a copy of it.
measure_sound() {
	local taps
	for taps in 3 1023; do
		say "$1, $taps taps"
		./bench kernel $taps kernel
		run_hyperfine -n cp "cp $2 cp.wav" -n sigconv "./sigconv apply $2 kernel.txt -q -f -o sigconv.wav"
		keep_times "$1" $taps ./sigconv apply "$2" kernel.txt -q -f -o sigconv.wav
	done
}

# measure_pipe: the main sound from a pipe, for which hyperfine needs a shell, beside the same from a file.
measure_pipe() {
	local taps pipe='cat in.wav | ./sigconv apply - kernel.txt -q -f -o sigconv.wav'
	for taps in 3 1023; do
		say "pipe, $taps taps"
		./bench kernel $taps kernel
		run_hyperfine -n 'sigconv from the file' './sigconv apply in.wav kernel.txt -q -f -o file.wav' -n sigconv "sh -c '$pipe'"
		keep_times 'from a pipe, 16-bit stereo' $taps sh -c "$pipe"
	done
}

# measure_long: a sound ten times as long, beside the main one. Each run waits until nothing is left to write of what
# came before, so that the disk has as much to do for both.
measure_long() {
	local taps
	./bench sound -seconds $((10 * seconds)) other.wav
	for taps in 3 1023; do
		say "ten times as long, $taps taps"
		./bench kernel $taps kernel
		run_hyperfine --prepare sync -n 'sigconv, a tenth of it' './sigconv apply in.wav kernel.txt -q -f -o file.wav' \
			-n sigconv './sigconv apply other.wav kernel.txt -q -f -o sigconv.wav'
		keep_times 'ten times as long, 16-bit stereo' $taps ./sigconv apply other.wav kernel.txt -q -f -o sigconv.wav
	done
}

# cpu_name: Linux, then macOS, then whatever there is.
cpu_name() {
	if [ -r /proc/cpuinfo ] && grep -q '^model name' /proc/cpuinfo; then
		sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
	else
		sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m
	fi
}

versions() {
	echo "sigconv $(git -C "$root" describe --always --dirty 2>/dev/null || echo 'of unknown version'), $(cd "$root" && go env GOVERSION)"
	if have sox; then sox --version | sed 's/^.*SoX v/SoX /'; else echo 'no SoX here'; fi
	if have ffmpeg; then
		ffmpeg -version | sed -n '1s/^ffmpeg version \([^ ]*\).*/ffmpeg \1/p'
	else
		echo 'no ffmpeg here'
	fi
	if have brutefir; then # which says its version in spite of having nothing to do
		{ HOME=$work brutefir 2>&1 || true; } | sed -n 's/^BruteFIR v\([^ ]*\).*/BruteFIR \1/p'
	else
		echo 'no BruteFIR here'
	fi
	hyperfine --version
}

./bench begin "$numbers" "$seconds" \
	"$(date +%Y-%m-%d), $seconds seconds of noise at 44.1 kHz" \
	"$(cpu_name), $(getconf _NPROCESSORS_ONLN) cores, $(uname -srm), files on $(df . | awk 'NR == 2 { print $1 }')" \
	"$(versions | paste -sd , - | sed 's/, */, /g')" \
	"hyperfine ${hyperfine_options[*]}"
./bench table "$numbers" >&2

./bench sound -seconds "$seconds" in.wav
for taps in $lengths; do measure_peers "$taps"; done
measure_pipe
rm -f -- *.raw sox.wav ffmpeg.wav file.wav
for format in 'pcm24 2 24-bit stereo' 'float32 2 float32 stereo' 'pcm16 1 16-bit mono'; do
	read -r encoding channels name <<<"$format"
	./bench sound -seconds "$seconds" -encoding "$encoding" -channels "$channels" other.wav
	measure_sound "$name" other.wav
done
[ -z "$long" ] || measure_long

./bench table "$numbers"
[ -z "$keep" ] || cp "$numbers" "$keep"
