#include "CPluginSDK.h"

#include <stdio.h>

void omniview_line_buffer_stdout(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
}
