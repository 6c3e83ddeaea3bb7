/*
 * What the fuzzers share: libFuzzer's entry points and small helpers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_UNIT_STANDALONE_FUZZ_H
#define TESTS_UNIT_STANDALONE_FUZZ_H

/* The names and types are libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* Ends the run; unlike an assertion it cannot be compiled out */
static inline void fuzz_require(bool condition)
{
    if (!condition) {
        __builtin_trap();
    }
}

/* A number of 24 random bits, the same ones for the same state */
static inline uint32_t fuzz_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

#endif
