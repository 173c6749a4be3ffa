#include "textflag.h"

// A tile of 48 outputs has twelve accumulators: enough independent additions to hide their latency, and every
// tap is loaded once for all of them. What is left goes through a tile of 32 and tiles of 16 with masks.

#define DST  DI
#define X    SI // the newest of the inputs: the first tap meets it
#define H    DX
#define TAPS CX
#define ADD  AX // 0 where dst is set
#define XK   R8
#define HK   R9
#define K    R10

#define TAP Y15

#define ARGUMENTS \
	MOVQ    dst+0(FP), DST; \
	MOVQ    x+8(FP), X; \
	MOVQ    h+16(FP), H; \
	MOVQ    taps+24(FP), TAPS; \
	MOVBQZX add+32(FP), ADD; \
	LEAQ    -8(X)(TAPS*8), X

// -0 is the neutral element of addition.
#define NEGATIVE_ZERO(A) \
	VPCMPEQQ A, A, A; \
	VPSLLQ   $63, A, A

#define NEGATIVE_ZEROS(A, B, C, D) \
	NEGATIVE_ZERO(A); \
	VMOVAPD A, B; \
	VMOVAPD A, C; \
	VMOVAPD A, D

#define LOAD(at, A, B, C, D) \
	VMOVUPD (at+0)(DST), A; \
	VMOVUPD (at+32)(DST), B; \
	VMOVUPD (at+64)(DST), C; \
	VMOVUPD (at+96)(DST), D

#define STORE(at, A, B, C, D) \
	VMOVUPD A, (at+0)(DST); \
	VMOVUPD B, (at+32)(DST); \
	VMOVUPD C, (at+64)(DST); \
	VMOVUPD D, (at+96)(DST)

#define FIRST_TAP \
	MOVQ X, XK; \
	MOVQ H, HK; \
	MOVQ TAPS, K

#define ADD_PRODUCTS(at, A, B, C, D) \
	VFMADD231PD (at+0)(XK), TAP, A; \
	VFMADD231PD (at+32)(XK), TAP, B; \
	VFMADD231PD (at+64)(XK), TAP, C; \
	VFMADD231PD (at+96)(XK), TAP, D

#define NEXT_TAP \
	SUBQ $8, XK; \
	ADDQ $8, HK; \
	DECQ K

// func firAVX2(dst, x, h *float64, taps int, add bool, tiles int)
TEXT ·firAVX2(SB), NOSPLIT, $0-48
	ARGUMENTS
	MOVQ tiles+40(FP), BX

tile:
	FIRST_TAP
	TESTQ ADD, ADD
	JNZ   load
	NEGATIVE_ZEROS(Y0, Y1, Y2, Y3)
	NEGATIVE_ZEROS(Y4, Y5, Y6, Y7)
	NEGATIVE_ZEROS(Y8, Y9, Y10, Y11)
	JMP   tap

load:
	LOAD(0, Y0, Y1, Y2, Y3)
	LOAD(128, Y4, Y5, Y6, Y7)
	LOAD(256, Y8, Y9, Y10, Y11)

tap:
	VBROADCASTSD (HK), TAP
	ADD_PRODUCTS(0, Y0, Y1, Y2, Y3)
	ADD_PRODUCTS(128, Y4, Y5, Y6, Y7)
	ADD_PRODUCTS(256, Y8, Y9, Y10, Y11)
	NEXT_TAP
	JNZ          tap

	STORE(0, Y0, Y1, Y2, Y3)
	STORE(128, Y4, Y5, Y6, Y7)
	STORE(256, Y8, Y9, Y10, Y11)
	ADDQ $384, DST
	ADDQ $384, X
	DECQ BX
	JNZ  tile
	VZEROUPPER
	RET

// func fir32AVX2(dst, x, h *float64, taps int, add bool)
TEXT ·fir32AVX2(SB), NOSPLIT, $0-33
	ARGUMENTS
	FIRST_TAP
	TESTQ ADD, ADD
	JNZ   load
	NEGATIVE_ZEROS(Y0, Y1, Y2, Y3)
	NEGATIVE_ZEROS(Y4, Y5, Y6, Y7)
	JMP   tap

load:
	LOAD(0, Y0, Y1, Y2, Y3)
	LOAD(128, Y4, Y5, Y6, Y7)

tap:
	VBROADCASTSD (HK), TAP
	ADD_PRODUCTS(0, Y0, Y1, Y2, Y3)
	ADD_PRODUCTS(128, Y4, Y5, Y6, Y7)
	NEXT_TAP
	JNZ          tap

	STORE(0, Y0, Y1, Y2, Y3)
	STORE(128, Y4, Y5, Y6, Y7)
	VZEROUPPER
	RET

#define MASK0 Y4
#define MASK1 Y5
#define MASK2 Y6
#define MASK3 Y7
#define X0    Y8
#define X1    Y9
#define X2    Y10
#define X3    Y11

// func firMaskedAVX2(dst, x, h *float64, taps int, add bool, mask *int64)
TEXT ·firMaskedAVX2(SB), NOSPLIT, $0-48
	ARGUMENTS
	MOVQ    mask+40(FP), BX
	VMOVDQU (BX), MASK0
	VMOVDQU 32(BX), MASK1
	VMOVDQU 64(BX), MASK2
	VMOVDQU 96(BX), MASK3
	FIRST_TAP
	TESTQ   ADD, ADD
	JNZ     load
	NEGATIVE_ZEROS(Y0, Y1, Y2, Y3)
	JMP     tap

load:
	VMASKMOVPD (DST), MASK0, Y0
	VMASKMOVPD 32(DST), MASK1, Y1
	VMASKMOVPD 64(DST), MASK2, Y2
	VMASKMOVPD 96(DST), MASK3, Y3

tap:
	VBROADCASTSD (HK), TAP
	VMASKMOVPD   (XK), MASK0, X0
	VMASKMOVPD   32(XK), MASK1, X1
	VMASKMOVPD   64(XK), MASK2, X2
	VMASKMOVPD   96(XK), MASK3, X3
	VFMADD231PD  X0, TAP, Y0
	VFMADD231PD  X1, TAP, Y1
	VFMADD231PD  X2, TAP, Y2
	VFMADD231PD  X3, TAP, Y3
	NEXT_TAP
	JNZ          tap

	VMASKMOVPD Y0, MASK0, (DST)
	VMASKMOVPD Y1, MASK1, 32(DST)
	VMASKMOVPD Y2, MASK2, 64(DST)
	VMASKMOVPD Y3, MASK3, 96(DST)
	VZEROUPPER
	RET
