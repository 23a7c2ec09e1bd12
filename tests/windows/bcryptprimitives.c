/* bcryptprimitives.dll, which Wine 8 lacks: Rust's library asks it for random bytes. */
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T size)
{
    return SystemFunction036(bytes, (ULONG)size);
}
