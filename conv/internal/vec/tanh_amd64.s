#include "go_asm.h"
#include "textflag.h"

// The operations of tanh.go in their order: none of them fused. Vectors do not depend on one another, so that the
// processor works on the next ones while a chain of operations waits for itself.

#define Z       DI
#define VECTORS CX
#define C       DX

#define VALUE   Y0
#define EXP     Y1 // x, then k, then the power of two
#define REST    Y2
#define SQUARE  Y3
#define ODD     Y4
#define EVEN    Y5
#define T       Y6
#define SIGN    Y7 // only the sign bit
#define LIMIT   Y8
#define LOG2E   Y9
#define LN2HIGH Y10
#define LN2LOW  Y11
#define TO_EXP  Y12
#define ONE     Y13
#define TWO     Y14

#define CONSTANTS(limit) \
	MOVQ         z+0(FP), Z; \
	MOVQ         vectors+8(FP), VECTORS; \
	MOVQ         c+16(FP), C; \
	VPCMPEQQ     SIGN, SIGN, SIGN; \
	VPSLLQ       $63, SIGN, SIGN; \
	VBROADCASTSD limit(C), LIMIT; \
	VBROADCASTSD constants_log2E(C), LOG2E; \
	VBROADCASTSD constants_ln2High(C), LN2HIGH; \
	VBROADCASTSD constants_ln2Low(C), LN2LOW; \
	VBROADCASTSD constants_toExponent(C), TO_EXP; \
	VBROADCASTSD constants_one(C), ONE; \
	VBROADCASTSD constants_two(C), TWO

#define TERMS(n) \
	VMULPD       SQUARE, ODD, ODD; \
	VMULPD       SQUARE, EVEN, EVEN; \
	VBROADCASTSD (constants_taylor+16*n)(C), T; \
	VADDPD       T, ODD, ODD; \
	VBROADCASTSD (constants_taylor+16*n+8)(C), T; \
	VADDPD       T, EVEN, EVEN

// EXPONENTIAL leaves p in ODD and the power in EXP.
#define EXPONENTIAL \
	VMULPD       LOG2E, EXP, T; \
	VROUNDPD     $0, T, T; \ // to even
	VMULPD       LN2HIGH, T, REST; \
	VSUBPD       REST, EXP, REST; \
	VMULPD       LN2LOW, T, SQUARE; \
	VSUBPD       SQUARE, REST, REST; \
	VADDPD       TO_EXP, T, EXP; \
	VPSLLQ       $52, EXP, EXP; \
	VMULPD       REST, REST, SQUARE; \
	VBROADCASTSD constants_taylor(C), ODD; \
	VBROADCASTSD (constants_taylor+8)(C), EVEN; \
	TERMS(1); \
	TERMS(2); \
	TERMS(3); \
	TERMS(4); \
	TERMS(5); \
	TERMS(6); \
	VMULPD       REST, ODD, ODD; \
	VMULPD       SQUARE, EVEN, EVEN; \
	VADDPD       EVEN, ODD, ODD

// func tanhAVX2(z *float64, vectors int, c *constants)
TEXT ·tanhAVX2(SB), NOSPLIT, $0-24
	CONSTANTS(constants_tanhIsOne)

vector:
	VMOVUPD (Z), VALUE
	VANDNPD VALUE, SIGN, EXP
	VMINPD  EXP, LIMIT, EXP // EXP where it is NaN
	VMULPD  TWO, EXP, EXP
	EXPONENTIAL
	VMULPD  EXP, ODD, ODD
	VSUBPD  ONE, EXP, EXP
	VADDPD  EXP, ODD, ODD
	VADDPD  TWO, ODD, T
	VDIVPD  T, ODD, ODD
	VANDPD  SIGN, VALUE, VALUE
	VORPD   VALUE, ODD, ODD
	VMOVUPD ODD, (Z)
	ADDQ    $32, Z
	DECQ    VECTORS
	JNZ     vector
	VZEROUPPER
	RET

// func sigmoidAVX2(z *float64, vectors int, c *constants)
TEXT ·sigmoidAVX2(SB), NOSPLIT, $0-24
	CONSTANTS(constants_sigmoidIsSmall)

vector:
	VMOVUPD   (Z), VALUE
	VANDNPD   VALUE, SIGN, EXP
	VMINPD    EXP, LIMIT, EXP
	VORPD     SIGN, EXP, EXP
	EXPONENTIAL
	VMULPD    EXP, ODD, ODD
	VADDPD    EXP, ODD, ODD
	VADDPD    ONE, ODD, T
	VBLENDVPD VALUE, ODD, ONE, ODD // e where z is negative, else 1
	VDIVPD    T, ODD, ODD
	VMOVUPD   ODD, (Z)
	ADDQ      $32, Z
	DECQ      VECTORS
	JNZ       vector
	VZEROUPPER
	RET
