/* A mail program for Simple MAPI: mapi32.dll hands every message on to it.
 *
 * It writes what it gets to the file %SOLLECITO_TOLD%, as UTF-8, and answers with the number
 * in %SOLLECITO_ANSWER%. Like real ones it changes the current folder. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

typedef struct {
    ULONG reserved, flags, position;
    PWSTR path, name;
    PVOID type;
} File;

typedef struct {
    ULONG reserved, kind;
    PWSTR name, address;
    ULONG entry_size;
    PVOID entry;
} Recipient;

typedef struct {
    ULONG reserved;
    PWSTR subject, text, type, date, conversation;
    ULONG flags;
    Recipient *originator;
    ULONG recipient_count;
    Recipient *recipients;
    ULONG file_count;
    File *files;
} Message;

static void tell(FILE *told, const char *what, PCWSTR words)
{
    char bytes[8192] = "";
    if (words)
        WideCharToMultiByte(CP_UTF8, 0, words, -1, bytes, sizeof bytes, NULL, NULL);
    fprintf(told, "%s=%s\n", what, bytes);
}

static long size_of(PCWSTR path)
{
    FILE *file = _wfopen(path, L"rb");
    if (!file)
        return -1;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    return size;
}

__declspec(dllexport) ULONG WINAPI
MAPISendMailW(ULONG_PTR session, ULONG_PTR window, Message *message, ULONG flags, ULONG reserved)
{
    wchar_t path[MAX_PATH];
    char answer[16] = "0";
    (void)session, (void)window, (void)reserved;
    GetEnvironmentVariableW(L"SOLLECITO_TOLD", path, MAX_PATH);
    FILE *told = _wfopen(path, L"wb");
    if (!told)
        return 2;
    fprintf(told, "flags=%lu\n", flags);
    tell(told, "subject", message->subject);
    tell(told, "text", message->text);
    for (ULONG i = 0; i < message->recipient_count; i++) {
        fprintf(told, "kind=%lu\n", message->recipients[i].kind);
        tell(told, "name", message->recipients[i].name);
        tell(told, "address", message->recipients[i].address);
    }
    for (ULONG i = 0; i < message->file_count; i++) {
        fprintf(told, "position=%ld\nsize=%ld\n", (long)message->files[i].position,
                size_of(message->files[i].path));
        tell(told, "file", message->files[i].name);
    }
    fclose(told);
    SetCurrentDirectoryW(L"C:\\");
    GetEnvironmentVariableA("SOLLECITO_ANSWER", answer, sizeof answer);
    return (ULONG)atoi(answer);
}
