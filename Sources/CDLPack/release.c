#include "martlet_dlpack.h"

#include <stddef.h>

void martlet_dlpack_release(DLManagedTensor *tensor) {
  if (tensor != NULL && tensor->deleter != NULL) tensor->deleter(tensor);
}
