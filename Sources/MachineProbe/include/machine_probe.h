#pragma once
#include <stddef.h>
#include <stdint.h>

// Kernels that show what a processor does at most. Each call works for some milliseconds on the
// calling thread; whoever calls them runs as many at once as there are threads to measure.

// The vector instructions that kernels use here: "avx512", "avx2", "neon" or "plain".
const char *machine_probe_vectors(void);

// Reads `count` bytes once (a multiple of 512, aligned to 64), as weights are read for one token.
// Answers something that depends on all of them, so that no compiler leaves the reading out.
uint64_t machine_probe_read(const void *bytes, size_t count);

// Does multiplications and additions in registers, and answers how many single operations (an
// addition is one, a multiplication is one). `sink` takes a result that depends on all of them.
// Zero where the processor has no instructions for the format.
uint64_t machine_probe_fp32(uint64_t rounds, float *sink);
uint64_t machine_probe_bf16(uint64_t rounds, float *sink);
uint64_t machine_probe_int8(uint64_t rounds, float *sink);

// The number of matrix instructions' tile units (AMX): 1 where the processor has them.
int machine_probe_has_amx(void);
