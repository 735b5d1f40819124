#include "machine_probe.h"

#if defined(__x86_64__)
#include <immintrin.h>

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

const char *machine_probe_vectors(void) {
  __builtin_cpu_init();
  return has_avx512() ? "avx512" : has_avx2() ? "avx2" : "plain";
}

// Twelve accumulators hide four cycles of latency on two or three units.
#define TWELVE(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)

__attribute__((target("avx512f"))) static uint64_t read512(const char *bytes, size_t count) {
  __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
  for (size_t i = 0; i < count; i += 256) {
    a = _mm512_xor_si512(a, _mm512_load_si512(bytes + i));
    b = _mm512_xor_si512(b, _mm512_load_si512(bytes + i + 64));
    c = _mm512_xor_si512(c, _mm512_load_si512(bytes + i + 128));
    d = _mm512_xor_si512(d, _mm512_load_si512(bytes + i + 192));
  }
  a = _mm512_xor_si512(_mm512_xor_si512(a, b), _mm512_xor_si512(c, d));
  return (uint64_t)_mm512_reduce_add_epi64(a);
}

__attribute__((target("avx2"))) static uint64_t read256(const char *bytes, size_t count) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (size_t i = 0; i < count; i += 128) {
    a = _mm256_xor_si256(a, _mm256_load_si256((const __m256i *)(bytes + i)));
    b = _mm256_xor_si256(b, _mm256_load_si256((const __m256i *)(bytes + i + 32)));
    c = _mm256_xor_si256(c, _mm256_load_si256((const __m256i *)(bytes + i + 64)));
    d = _mm256_xor_si256(d, _mm256_load_si256((const __m256i *)(bytes + i + 96)));
  }
  a = _mm256_xor_si256(_mm256_xor_si256(a, b), _mm256_xor_si256(c, d));
  return (uint64_t)_mm256_extract_epi64(a, 0) + (uint64_t)_mm256_extract_epi64(a, 1) +
         (uint64_t)_mm256_extract_epi64(a, 2) + (uint64_t)_mm256_extract_epi64(a, 3);
}

__attribute__((target("avx512f"))) static uint64_t fp32_512(uint64_t rounds, float *sink) {
  __m512 s[12], x = _mm512_set1_ps(0.999f), y = _mm512_set1_ps(0.001f);
  for (int i = 0; i < 12; i++) s[i] = _mm512_set1_ps((float)i);
  for (uint64_t r = 0; r < rounds; r++) {
#define DO(i) s[i] = _mm512_fmadd_ps(s[i], x, y);
    TWELVE(DO)
#undef DO
  }
  for (int i = 1; i < 12; i++) s[0] = _mm512_add_ps(s[0], s[i]);
  *sink = _mm512_reduce_add_ps(s[0]);
  return rounds * 12 * 16 * 2;
}

__attribute__((target("avx2,fma"))) static uint64_t fp32_256(uint64_t rounds, float *sink) {
  __m256 s[12], x = _mm256_set1_ps(0.999f), y = _mm256_set1_ps(0.001f);
  for (int i = 0; i < 12; i++) s[i] = _mm256_set1_ps((float)i);
  for (uint64_t r = 0; r < rounds; r++) {
#define DO(i) s[i] = _mm256_fmadd_ps(s[i], x, y);
    TWELVE(DO)
#undef DO
  }
  for (int i = 1; i < 12; i++) s[0] = _mm256_add_ps(s[0], s[i]);
  float out[8];
  _mm256_storeu_ps(out, s[0]);
  *sink = out[0] + out[1] + out[2] + out[3] + out[4] + out[5] + out[6] + out[7];
  return rounds * 12 * 8 * 2;
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))) static uint64_t bf16_512(
    uint64_t rounds, float *sink) {
  __m512 s[12];
  __m512bh x = (__m512bh)_mm512_set1_epi32(0x3c003c00), y = (__m512bh)_mm512_set1_epi32(0x3c003c00);
  for (int i = 0; i < 12; i++) s[i] = _mm512_set1_ps((float)i);
  for (uint64_t r = 0; r < rounds; r++) {
#define DO(i) s[i] = _mm512_dpbf16_ps(s[i], x, y);
    TWELVE(DO)
#undef DO
  }
  for (int i = 1; i < 12; i++) s[0] = _mm512_add_ps(s[0], s[i]);
  *sink = _mm512_reduce_add_ps(s[0]);
  return rounds * 12 * 32 * 2;
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static uint64_t int8_512(
    uint64_t rounds, float *sink) {
  __m512i s[12], x = _mm512_set1_epi8(1), y = _mm512_set1_epi8(1);
  for (int i = 0; i < 12; i++) s[i] = _mm512_set1_epi32(i);
  for (uint64_t r = 0; r < rounds; r++) {
#define DO(i) s[i] = _mm512_dpbusd_epi32(s[i], x, y);
    TWELVE(DO)
#undef DO
  }
  for (int i = 1; i < 12; i++) s[0] = _mm512_add_epi32(s[0], s[i]);
  *sink = (float)_mm512_reduce_add_epi32(s[0]);
  return rounds * 12 * 64 * 2;
}

// Without VNNI engines multiply pairs of bytes into words, and these into sums.
__attribute__((target("avx2"))) static uint64_t int8_256(uint64_t rounds, float *sink) {
  __m256i s[12], x = _mm256_set1_epi8(1), y = _mm256_set1_epi8(1), one = _mm256_set1_epi16(1);
  for (int i = 0; i < 12; i++) s[i] = _mm256_set1_epi32(i);
  for (uint64_t r = 0; r < rounds; r++) {
#define DO(i)                                                                        \
  s[i] = _mm256_add_epi32(                                                           \
      s[i], _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_xor_si256(x, s[i]), y), one));
    TWELVE(DO)
#undef DO
  }
  for (int i = 1; i < 12; i++) s[0] = _mm256_add_epi32(s[0], s[i]);
  *sink = (float)_mm256_extract_epi32(s[0], 0);
  return rounds * 12 * 32 * 2;
}

uint64_t machine_probe_bf16(uint64_t rounds, float *sink) {
  return has_avx512() && __builtin_cpu_supports("avx512bf16") ? bf16_512(rounds, sink) : 0;
}

uint64_t machine_probe_int8(uint64_t rounds, float *sink) {
  if (has_avx512() && __builtin_cpu_supports("avx512vnni")) return int8_512(rounds, sink);
  return has_avx2() ? int8_256(rounds, sink) : 0;
}

#include <cpuid.h>
int machine_probe_has_amx(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 24 & 1);
}

#else

const char *machine_probe_vectors(void) {
#if defined(__aarch64__)
  return "neon";
#else
  return "plain";
#endif
}
uint64_t machine_probe_bf16(uint64_t rounds, float *sink) { return 0; }
uint64_t machine_probe_int8(uint64_t rounds, float *sink) { return 0; }
int machine_probe_has_amx(void) { return 0; }

#endif

// Whatever the compiler makes of it on other processors.
static uint64_t read_plain(const uint64_t *words, size_t count) {
  uint64_t s[16] = {0};
  for (size_t i = 0; i < count / 8; i += 16)
    for (int j = 0; j < 16; j++) s[j] ^= words[i + j];
  uint64_t all = 0;
  for (int j = 0; j < 16; j++) all += s[j];
  return all;
}

static uint64_t fp32_plain(uint64_t rounds, float *sink) {
  typedef float lanes __attribute__((vector_size(16)));
  lanes s[12], x = {0.999f, 0.999f, 0.999f, 0.999f}, y = {0.001f, 0.001f, 0.001f, 0.001f};
  for (int i = 0; i < 12; i++) s[i] = y * (float)i;
  for (uint64_t r = 0; r < rounds; r++)
    for (int i = 0; i < 12; i++) s[i] = s[i] * x + y;
  for (int i = 1; i < 12; i++) s[0] += s[i];
  *sink = s[0][0] + s[0][1] + s[0][2] + s[0][3];
  return rounds * 12 * 4 * 2;
}

uint64_t machine_probe_read(const void *bytes, size_t count) {
#if defined(__x86_64__)
  if (has_avx512()) return read512(bytes, count);
  if (has_avx2()) return read256(bytes, count);
#endif
  return read_plain(bytes, count);
}

uint64_t machine_probe_fp32(uint64_t rounds, float *sink) {
#if defined(__x86_64__)
  if (has_avx512()) return fp32_512(rounds, sink);
  if (has_avx2()) return fp32_256(rounds, sink);
#endif
  return fp32_plain(rounds, sink);
}
