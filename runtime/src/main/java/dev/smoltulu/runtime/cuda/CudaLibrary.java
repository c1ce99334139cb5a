package dev.smoltulu.runtime.cuda;

/**
 * A shared library that the CUDA provider of ONNX Runtime 1.24.1 links against (CUDA 13, cuDNN 9), in the order in
 * which they can be loaded.
 */
public enum CudaLibrary {
    CUDART("libcudart.so.13", "cuda-cudart-13-0", "nvidia-cuda-runtime==13.*"),
    CUBLAS_LT("libcublasLt.so.13", "libcublas-13-0", "nvidia-cublas==13.*"),
    CUBLAS("libcublas.so.13", "libcublas-13-0", "nvidia-cublas==13.*"),
    CUFFT("libcufft.so.12", "libcufft-13-0", "nvidia-cufft==12.*"),
    CUDNN("libcudnn.so.9", "libcudnn9-cuda-13", "nvidia-cudnn-cu13==9.*");

    private final String fileName;
    private final String systemPackage;
    private final String pythonPackage;

    CudaLibrary(String fileName, String systemPackage, String pythonPackage) {
        this.fileName = fileName;
        this.systemPackage = systemPackage;
        this.pythonPackage = pythonPackage;
    }

    /** As the provider asks the dynamic linker for it. */
    public String fileName() {
        return fileName;
    }

    /** Its package in NVIDIA's apt and dnf repositories. */
    public String systemPackage() {
        return systemPackage;
    }

    /** Its package for pip, with the release that fits. */
    public String pythonPackage() {
        return pythonPackage;
    }
}
