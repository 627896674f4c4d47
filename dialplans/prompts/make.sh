#!/bin/sh
# Makes the prompts of the demo again: 8 kHz, 16 bit, mono. Needs espeak-ng and sox.
set -eu
cd "$(dirname "$0")"

say() {
    espeak-ng -v en-gb -s 150 -w "$1.raw.wav" "$2"
    # Telephones carry nothing below 300 Hz or above 3,400; -6 dB leaves room for codecs.
    sox "$1.raw.wav" -r 8000 -b 16 -c 1 "$1.wav" highpass 200 norm -6 pad 0.1 0.1
    rm "$1.raw.wav"
}

say hello "Hello. You have reached sky plan."
say goodbye "Goodbye."
say echo-intro "You are about to hear yourself. Press hash to end the echo."
say enter-extension "Dial an extension, then hash."
say nobody "Nobody is there. Please try again later."
sox -n -r 8000 -b 16 -c 1 beep.wav synth 0.25 sine 1000 fade t 0.01 0.25 0.01 norm -9
