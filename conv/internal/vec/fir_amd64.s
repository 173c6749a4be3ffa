#include "textflag.h"

// A tile is 48 outputs in twelve accumulators: enough independent additions to hide their latency, and
// every tap is loaded once for all of them.

#define TAP Y15

// func firAVX2(dst, x, h *float64, taps, tiles int)
TEXT ·firAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ h+16(FP), DX
	MOVQ taps+24(FP), CX
	MOVQ tiles+32(FP), BX
	LEAQ -8(SI)(CX*8), SI // the first tap meets the newest of its inputs

tile:
	// Accumulators start at -0, the neutral element of addition.
	VPCMPEQQ Y0, Y0, Y0
	VPSLLQ   $63, Y0, Y0
	VMOVAPD  Y0, Y1
	VMOVAPD  Y0, Y2
	VMOVAPD  Y0, Y3
	VMOVAPD  Y0, Y4
	VMOVAPD  Y0, Y5
	VMOVAPD  Y0, Y6
	VMOVAPD  Y0, Y7
	VMOVAPD  Y0, Y8
	VMOVAPD  Y0, Y9
	VMOVAPD  Y0, Y10
	VMOVAPD  Y0, Y11

	MOVQ SI, R8
	MOVQ DX, R9
	MOVQ CX, R10

tap:
	VBROADCASTSD (R9), TAP
	VFMADD231PD  (R8), TAP, Y0
	VFMADD231PD  32(R8), TAP, Y1
	VFMADD231PD  64(R8), TAP, Y2
	VFMADD231PD  96(R8), TAP, Y3
	VFMADD231PD  128(R8), TAP, Y4
	VFMADD231PD  160(R8), TAP, Y5
	VFMADD231PD  192(R8), TAP, Y6
	VFMADD231PD  224(R8), TAP, Y7
	VFMADD231PD  256(R8), TAP, Y8
	VFMADD231PD  288(R8), TAP, Y9
	VFMADD231PD  320(R8), TAP, Y10
	VFMADD231PD  352(R8), TAP, Y11
	SUBQ         $8, R8
	ADDQ         $8, R9
	DECQ         R10
	JNZ          tap

	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VMOVUPD Y4, 128(DI)
	VMOVUPD Y5, 160(DI)
	VMOVUPD Y6, 192(DI)
	VMOVUPD Y7, 224(DI)
	VMOVUPD Y8, 256(DI)
	VMOVUPD Y9, 288(DI)
	VMOVUPD Y10, 320(DI)
	VMOVUPD Y11, 352(DI)
	ADDQ    $384, DI
	ADDQ    $384, SI
	DECQ    BX
	JNZ     tile
	VZEROUPPER
	RET
