// Types that every kernel header shares. Strides are in elements, never bytes; sizes are mk_int.
#ifndef MK_TYPES_H
#define MK_TYPES_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define MK_BEGIN extern "C" {
#define MK_END }
#else
#define MK_BEGIN
#define MK_END
#endif

typedef long mk_int; // imported by Swift as Int

enum { MK_MAX_DIMS = 12 };

// The order is the order of Swift's DType raw values.
typedef enum mk_dtype : int32_t {
  MK_F32 = 0, MK_F64, MK_F16, MK_BF16, MK_I8, MK_U8, MK_I16, MK_I32, MK_I64, MK_BOOL,
  MK_DTYPE_COUNT
} mk_dtype;

// One tensor as a kernel sees it: `data` points at its first element (offset applied), `strides` has as
// many entries as the shape that travels beside it; 0 broadcasts, negative is allowed.
typedef struct mk_operand {
  void *data;
  const mk_int *strides;
  mk_dtype dtype;
} mk_operand;
#endif
