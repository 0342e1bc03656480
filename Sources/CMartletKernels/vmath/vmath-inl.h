// All functions that the expressions in mk_pointwise.def may use.
#include "vmath/basic-inl.h"
#include "vmath/integer-inl.h"
#include "vmath/special-inl.h"
#include "vmath/transcendental-inl.h"
