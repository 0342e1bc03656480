#include "COneDNN.h"
#include <cstdio>
#include <oneapi/dnnl/dnnl.hpp>

const char *md_version(void) {
  static const struct Text {
    char text[64];
    Text() {
      const dnnl_version_t *v = dnnl_version();
      snprintf(text, sizeof text, "oneDNN %d.%d.%d", v->major, v->minor, v->patch);
    }
  } version;
  return version.text;
}

const char *md_instruction_set(void) {
  switch (dnnl_get_effective_cpu_isa()) {
  case dnnl_cpu_isa_sse41: return "SSE4.1";
  case dnnl_cpu_isa_avx: return "AVX";
  case dnnl_cpu_isa_avx2: return "AVX2";
  case dnnl_cpu_isa_avx2_vnni: return "AVX2 VNNI";
  case dnnl_cpu_isa_avx512_core: return "AVX-512";
  case dnnl_cpu_isa_avx512_core_vnni: return "AVX-512 VNNI";
  case dnnl_cpu_isa_avx512_core_bf16: return "AVX-512 BF16";
  case dnnl_cpu_isa_avx512_core_amx: return "AVX-512 AMX";
  default: return "default"; // other processors' sets have no names in oneDNN's API
  }
}
