// The structures of DLPack 0.8, by which array libraries hand each other memory without copying it.
// Source: the specification at https://dmlc.github.io/dlpack/latest/c_api.html. The guard is the official header's: whichever comes first counts.
#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  kDLCPU = 1,
  kDLCUDA = 2,
} DLDeviceType;

typedef struct {
  DLDeviceType device_type;
  int32_t device_id;
} DLDevice;

typedef enum {
  kDLInt = 0,
  kDLUInt = 1,
  kDLFloat = 2,
  kDLBfloat = 4,
  kDLBool = 6,
} DLDataTypeCode;

// A number of `lanes` elements of `bits` bits each.
typedef struct {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
} DLDataType;

typedef struct {
  void *data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape;
  // In elements; NULL means row-major without gaps.
  int64_t *strides;
  uint64_t byte_offset;
} DLTensor;

// A tensor with an owner: whoever has it calls `deleter` once, when it needs the memory no more.
typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensor *self);
} DLManagedTensor;

#ifdef __cplusplus
}
#endif
#endif
