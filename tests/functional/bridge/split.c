/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A BT message holds far more than firmware made for KCS will put into
 * one answer. Long reads of the inventory are therefore asked for in
 * pieces, and the pieces go to the host as one answer.
 */
#include <string.h>

#include "bridge.h"

#define READ_FRU_NETFN (0x0a << 2)
#define READ_FRU 0x11
#define PIECE 32

/* Request: netfn, command, device, offset (2), count */
#define REQUEST_LEN 6
/* Answer: netfn, command, completion code, count, data */
#define ANSWER_HEAD 4
/* What one BT answer has room for */
#define COUNT_MAX 250

bool split_start(Split *split, const Message *request)
{
    const uint8_t *d = request->data;

    memset(split, 0, sizeof(*split));
    if (request->len != REQUEST_LEN || d[0] != READ_FRU_NETFN ||
        d[1] != READ_FRU || d[5] <= PIECE || d[5] > COUNT_MAX) {
        return false;
    }
    split->active = true;
    split->device = d[2];
    split->offset = d[3] | d[4] << 8;
    split->left = d[5];
    split->answer.data[0] = d[0] | NETFN_RESPONSE;
    split->answer.data[1] = d[1];
    split->answer.len = ANSWER_HEAD;
    return true;
}

void split_next(const Split *split, Message *request)
{
    request->data[0] = READ_FRU_NETFN;
    request->data[1] = READ_FRU;
    request->data[2] = split->device;
    request->data[3] = split->offset & 0xff;
    request->data[4] = split->offset >> 8;
    request->data[5] = split->left < PIECE ? split->left : PIECE;
    request->len = REQUEST_LEN;
}

/* True when the answer is complete, be it an error */
bool split_take(Split *split, const Message *response)
{
    const uint8_t *d = response->data;
    size_t count = response->len > ANSWER_HEAD ? d[3] : 0;

    if (response->len < 3 || d[2] != 0) {
        split->answer = *response;
        return true;
    }
    if (count != response->len - ANSWER_HEAD || count > split->left) {
        split->answer.data[2] = CC_CANNOT_RETURN;
        split->answer.len = 3;
        return true;
    }
    memcpy(split->answer.data + split->answer.len, d + ANSWER_HEAD, count);
    split->answer.len += count;
    split->answer.data[3] += count;
    split->offset += count;
    split->left -= count;
    return split->left == 0 || count < PIECE;
}
