#include "textflag.h"

#define YR Y0
#define YI Y1
#define XR Y2
#define XI Y3
#define HR Y4
#define HI Y5

// LOAD takes coefficient k of the leaf and the row of weights that belongs to it.
#define LOAD(k) \
	VBROADCASTSD (8*k)(SI), XR   \
	VBROADCASTSD (8*k)(DI), XI   \
	VMOVUPD      (32-8*k)(DX), HR \
	VMOVUPD      (96-8*k)(DX), HI

#define ADD \
	VFMADD231PD  HR, XR, YR \
	VFMADD231PD  HI, XR, YI \
	VFNMADD231PD HI, XI, YR \
	VFMADD231PD  HR, XI, YI

// func multiplyLeavesAVX2(re, im, kernel *float64, leaves int)
TEXT ·multiplyLeavesAVX2(SB), NOSPLIT, $0-32
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ kernel+16(FP), DX
	MOVQ leaves+24(FP), CX

leaf:
	LOAD(0)
	VMULPD       HR, XR, YR
	VMULPD       HI, XR, YI
	VFNMADD231PD HI, XI, YR
	VFMADD231PD  HR, XI, YI
	LOAD(1)
	ADD
	LOAD(2)
	ADD
	LOAD(3)
	ADD
	VMOVUPD YR, (SI)
	VMOVUPD YI, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	ADDQ    $128, DX
	DECQ    CX
	JNZ     leaf
	VZEROUPPER
	RET
