/* python.exe: hands its command line to python311.dll. */
#include <windows.h>
#include <shellapi.h>
typedef int (*main_t)(int, wchar_t **);
int main(void)
{
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    HMODULE python = LoadLibraryW(L"python311.dll");
    main_t run = python ? (main_t)(void *)GetProcAddress(python, "Py_Main") : NULL;
    return run ? run(count, words) : 99;
}
