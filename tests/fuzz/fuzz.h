/*
 * fuzz.h: what every target defines; the name is libFuzzer's.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0, or aborts when a promise is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
