// For C callers that were handed a tensor.
#ifndef MARTLET_DLPACK_H
#define MARTLET_DLPACK_H
#include "dlpack.h"

#ifdef __cplusplus
extern "C" {
#endif

// Gives a managed tensor back to its owner; NULL is ignored.
void martlet_dlpack_release(DLManagedTensor *tensor);

#ifdef __cplusplus
}
#endif
#endif
