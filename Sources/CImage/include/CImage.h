// Images in memory: what MartletVision's codecs and transforms run on.
#ifndef C_IMAGE_H
#define C_IMAGE_H
#include "ci_codec.h"
#include "ci_color.h"
#include "ci_geometry.h"
#include "ci_layout.h"
#endif
